/* Of the audit's model: who and where, classes, programmes. Private to the audit. */
#ifndef LL_AUDIT_MODEL_REGISTRY_H
#define LL_AUDIT_MODEL_REGISTRY_H

#include "audit/model_object.h"
#include "proof/primitives.h"

struct ll_class {
    struct ll_object o;
    struct ll_str code, unu_key, hs_code;
    int64_t mass_low_g, mass_g, mass_high_g;
};
struct ll_organisation {
    struct ll_object o;
    struct ll_str code, country;
    struct ll_id name_annex_id;
    bool operates;          /* a programme */
    struct ll_vec licences; /* of struct ll_licence * */
};
struct ll_user_role {
    int64_t role; /* enum ll_role */
    struct ll_id event_id;
    bool stored;
};
struct ll_user {
    struct ll_object o;
    struct ll_id organisation_id, name_annex_id, email_annex_id;
    struct ll_organisation *organisation;
    struct ll_str email_digest, key_id;
    bool disabled;
    int64_t disabled_at_us;
    struct ll_vec roles; /* of struct ll_user_role */
};
struct ll_token {
    struct ll_object o;
    struct ll_id user_id;
    struct ll_str permissions; /* with a blank between */
    int64_t expires_on;
    bool revoked;
    int64_t revoked_at_us;
};
/* Who stood behind the step that the next event has to be. */
struct ll_controlled {
    struct ll_object o;
    int64_t step;                                     /* enum ll_control_step */
    struct ll_id object_id, proposed_by, approved_by; /* zero: nobody */
    bool has_proposed_by, has_approved_by, single;
    struct ll_id request_id;
};
struct ll_access_rule {
    struct ll_object o;
    int64_t second_factor; /* enum ll_asked_of */
};
struct ll_site {
    struct ll_object o;
    struct ll_str address;
    struct ll_id name_annex_id;
};
struct ll_webhook {
    struct ll_object o;
    struct ll_id organisation_id, url_annex_id;
    struct ll_str kinds; /* with a blank before and after each */
    struct ll_id secret_id, former_id;
    int64_t secret_at_us;
    bool has_former, disabled;
    int64_t disabled_at_us;
    struct ll_str reason;
};
struct ll_enquiry {
    struct ll_object o;
    struct ll_str country, devices;
    struct ll_id organisation_annex_id, name_annex_id, email_annex_id, message_annex_id;
    struct ll_id certificate_id;   /* of a doubt, which has nothing of what asks to join */
    int64_t units_a_year, trigger; /* enum ll_trigger */
    bool has_message, doubts, closed, accepted;
    int64_t closed_at_us;
    struct ll_id order_line_id, user_id;
};
/* Whose an address is now. */
struct ll_user_email {
    struct ll_user *user;
};
struct ll_facility {
    struct ll_object o;
    struct ll_str code, country;
    struct ll_id organisation_id, name_annex_id;
    bool is_plant;
    struct ll_vec certifications;                                /* of struct ll_certification * */
    int64_t mass_max_g, battery_mass_max_g, units_max, days_max; /* 0: no limit */
    struct ll_str limit_basis;
    struct ll_id limited_in; /* the last event that limits it */
    bool is_limited, limit_stored;
    struct ll_vec notified; /* of struct ll_notification *: numbered, to this plant */
};
struct ll_plant_key {
    struct ll_object o;
    struct ll_id facility_id;
    struct ll_public_key key;
};
struct ll_signing_key {
    struct ll_object o;
    struct ll_public_key key;
    struct ll_public_key retired;
    struct ll_str signature;
    int64_t changed_at;
};
struct ll_certification {
    struct ll_object o;
    struct ll_id facility_id;
    struct ll_str standard, scope, number;
    int64_t valid_from, valid_to;
};
struct ll_licence {
    struct ll_object o;
    struct ll_id organisation_id, facility_id;
    bool has_facility, has_mass_max, withdrawn;
    int64_t kind; /* enum ll_licence_kind */
    struct ll_str country, number, document_digest;
    struct ll_str streams; /* with a blank between */
    int64_t mass_max_g, valid_from, valid_until, withdrawn_on, recorded_on;
    struct ll_str reason;
    struct ll_licence *numbered; /* the next of this number of the country */
};
struct ll_rule {
    struct ll_str demand_class;
    struct ll_str lot_classes; /* with a blank between */
    int64_t fee_minor;
    struct ll_str fee_currency;
    int64_t grams_per_device; /* 0: demand of the class counts in pieces */
    bool stored;
};
struct ll_programme {
    struct ll_object o;
    struct ll_str code;
    int64_t version, oldest_vintage;
    struct ll_id operator_id;
    struct ll_vec rules; /* of struct ll_rule */
};

#endif
