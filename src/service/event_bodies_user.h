/* What events say of users, tokens, the site, webhooks, enquiries: see service/event_bodies.h. */
#ifndef LL_SERVICE_EVENT_BODIES_USER_H
#define LL_SERVICE_EVENT_BODIES_USER_H

#include "base/record.h"
#include "core/types.h"

/* user_added: found by the keyed fingerprint of their e-mail address, in small letters */
struct ll_user_added {
    struct ll_annex_id email_annex_id;
    struct ll_str email_digest; /* 32 bytes */
    struct ll_str key_id;       /* of the fingerprint key, 8 bytes */
    struct ll_annex_id name_annex_id;
    struct ll_organisation_id organisation_id;
    struct ll_user_id user_id;
};

/* user_role_given, user_role_taken: in their organisation */
struct ll_user_role_given {
    int role; /* enum ll_role */
    struct ll_user_id user_id;
};
struct ll_user_role_taken {
    int role; /* enum ll_role */
    struct ll_user_id user_id;
};

/* user_disabled: their address may be another user's from here on */
struct ll_user_disabled {
    struct ll_str reason;
    struct ll_user_id user_id;
};
/* user_enabled: they act again; they have no roles before these are given to them anew */
struct ll_user_enabled {
    struct ll_str reason;
    struct ll_user_id user_id;
};

/* second_factor_reset: what they had is no second factor any more */
struct ll_second_factor_reset {
    struct ll_str reason;
    struct ll_user_id user_id;
};

/* control_recorded: who stood behind the step that follows in the same request */
struct ll_control_recorded {
    struct ll_user_id approved_by;
    bool has_approved_by;
    struct ll_control_id control_id;
    struct ll_str object_id; /* 16 bytes: what the step is about */
    struct ll_user_id proposed_by;
    bool has_proposed_by;
    bool single_control;
    int step; /* enum ll_control_step */
};

/* access_ruled: what signing in asks, from here on */
struct ll_access_ruled {
    struct ll_access_rule_id access_rule_id;
    int second_factor; /* enum ll_asked_of */
};

/* token_made: a program asks as the user, for some of what they may, until the end of a day */
struct ll_token_made {
    struct ll_date expires_on;
    struct ll_list permissions; /* of struct ll_str: names of service/permission.def */
    struct ll_token_id token_id;
    struct ll_user_id user_id;
};
struct ll_token_revoked {
    struct ll_token_id token_id;
};

/* site_set: where the installation is found on the web, and what it is called, from here on */
struct ll_site_set {
    struct ll_str address; /* in its one form (service/site.h) */
    struct ll_annex_id name_annex_id;
    struct ll_site_id site_id;
};

/* webhook_added: an organisation is told of events of some kinds, at an address */
struct ll_webhook_added {
    struct ll_list kinds; /* of struct ll_str: names of events.def */
    struct ll_organisation_id organisation_id;
    struct ll_annex_id url_annex_id;
    struct ll_webhook_id webhook_id;
};
/* webhook_secret_changed: what it is sent is signed with another secret too from here on, and after
 * a day with that alone */
struct ll_webhook_secret_changed {
    struct ll_webhook_id webhook_id;
};
/* webhook_disabled, webhook_enabled: it is told nothing more; and again */
struct ll_webhook_disabled {
    struct ll_str reason; /* a code */
    struct ll_webhook_id webhook_id;
};
struct ll_webhook_enabled {
    struct ll_webhook_id webhook_id;
};

/* enquiry_received: an organisation asks to join, or somebody doubts a certificate; who it is and
 * what they write are in the annex */
struct ll_enquiry_received {
    struct ll_certificate_id certificate_id; /* which is doubted: nothing of the rest but who */
    bool has_certificate_id;
    struct ll_str country; /* empty of a doubt, as are devices */
    struct ll_str devices; /* a code */
    struct ll_annex_id email_annex_id;
    struct ll_enquiry_id enquiry_id;
    struct ll_annex_id message_annex_id;
    bool has_message_annex_id;
    struct ll_annex_id name_annex_id;
    struct ll_annex_id organisation_annex_id;
    bool has_organisation_annex_id;
    int trigger; /* enum ll_trigger */
    bool has_trigger;
    int64_t units_a_year;
    bool has_units_a_year;
};
/* enquiry_closed: it led to an order line and a user of its organisation, or, without, was declined
 */
struct ll_enquiry_closed {
    struct ll_enquiry_id enquiry_id;
    struct ll_order_line_id order_line_id;
    bool has_order_line_id;
    struct ll_user_id user_id;
    bool has_user_id;
};

#endif
