/* The records of event_bodies_user.h. Sorted by name, as in event_bodies.c. */
#include "service/event_bodies.h"

#include "service/site.h"

#define RECORD(record) LL_RECORD(#record, ll_##record, record##_fields)

static const struct ll_field user_added_fields[] = {
    LL_MEMBER(ll_user_added, email_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_user_added, email_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_user_added, key_id, LL_REQ(BYTES), .min = 8, .max = 8),
    LL_MEMBER(ll_user_added, name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_user_added, organisation_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_user_added, user_id, LL_REQ(ID), .id_prefix = "usr"),
};
const struct ll_record ll_user_added_record = RECORD(user_added);

static const struct ll_field user_role_given_fields[] = {
    LL_MEMBER(ll_user_role_given, role, LL_REQ(ENUM), LL_ENUM_OF(role, ROLE)),
    LL_MEMBER(ll_user_role_given, user_id, LL_REQ(ID), .id_prefix = "usr"),
};
const struct ll_record ll_user_role_given_record = RECORD(user_role_given);

static const struct ll_field user_role_taken_fields[] = {
    LL_MEMBER(ll_user_role_taken, role, LL_REQ(ENUM), LL_ENUM_OF(role, ROLE)),
    LL_MEMBER(ll_user_role_taken, user_id, LL_REQ(ID), .id_prefix = "usr"),
};
const struct ll_record ll_user_role_taken_record = RECORD(user_role_taken);

static const struct ll_field user_disabled_fields[] = {
    LL_MEMBER(ll_user_disabled, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_user_disabled, user_id, LL_REQ(ID), .id_prefix = "usr"),
};
const struct ll_record ll_user_disabled_record = RECORD(user_disabled);

static const struct ll_field user_enabled_fields[] = {
    LL_MEMBER(ll_user_enabled, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_user_enabled, user_id, LL_REQ(ID), .id_prefix = "usr"),
};
const struct ll_record ll_user_enabled_record = RECORD(user_enabled);

static const struct ll_field second_factor_reset_fields[] = {
    LL_MEMBER(ll_second_factor_reset, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_second_factor_reset, user_id, LL_REQ(ID), .id_prefix = "usr"),
};
const struct ll_record ll_second_factor_reset_record = RECORD(second_factor_reset);

static const struct ll_field control_recorded_fields[] = {
    LL_MEMBER(ll_control_recorded, approved_by, LL_OPT(ID),
              LL_PRESENT(ll_control_recorded, has_approved_by), .id_prefix = "usr"),
    LL_MEMBER(ll_control_recorded, control_id, LL_REQ(ID), .id_prefix = "ctl"),
    LL_MEMBER(ll_control_recorded, object_id, LL_REQ(BYTES), .min = 16, .max = 16),
    LL_MEMBER(ll_control_recorded, proposed_by, LL_OPT(ID),
              LL_PRESENT(ll_control_recorded, has_proposed_by), .id_prefix = "usr"),
    LL_MEMBER(ll_control_recorded, single_control, LL_OPT(BOOL)),
    LL_MEMBER(ll_control_recorded, step, LL_REQ(ENUM), LL_ENUM_OF(control_step, CONTROL_STEP)),
};
const struct ll_record ll_control_recorded_record = RECORD(control_recorded);

static const struct ll_field access_ruled_fields[] = {
    LL_MEMBER(ll_access_ruled, access_rule_id, LL_REQ(ID), .id_prefix = "acr"),
    LL_MEMBER(ll_access_ruled, second_factor, LL_REQ(ENUM), LL_ENUM_OF(asked_of, ASKED_OF)),
};
const struct ll_record ll_access_ruled_record = RECORD(access_ruled);

static const struct ll_field token_made_fields[] = {
    LL_MEMBER(ll_token_made, expires_on, LL_REQ(DATE)),
    LL_MEMBER(ll_token_made, permissions, LL_REQ(STRS), .max = 32),
    LL_MEMBER(ll_token_made, token_id, LL_REQ(ID), .id_prefix = "tok"),
    LL_MEMBER(ll_token_made, user_id, LL_REQ(ID), .id_prefix = "usr"),
};
const struct ll_record ll_token_made_record = RECORD(token_made);

static const struct ll_field token_revoked_fields[] = {
    LL_MEMBER(ll_token_revoked, token_id, LL_REQ(ID), .id_prefix = "tok"),
};
const struct ll_record ll_token_revoked_record = RECORD(token_revoked);

static const struct ll_field site_set_fields[] = {
    LL_MEMBER(ll_site_set, address, LL_REQ(STR), .max = LL_SITE_ADDRESS_MAX),
    LL_MEMBER(ll_site_set, name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_site_set, site_id, LL_REQ(ID), .id_prefix = "sit"),
};
const struct ll_record ll_site_set_record = RECORD(site_set);
static const struct ll_field webhook_added_fields[] = {
    LL_MEMBER(ll_webhook_added, kinds, LL_REQ(STRS), .max = 64),
    LL_MEMBER(ll_webhook_added, organisation_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_webhook_added, url_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_webhook_added, webhook_id, LL_REQ(ID), .id_prefix = "whk"),
};
const struct ll_record ll_webhook_added_record = RECORD(webhook_added);

static const struct ll_field webhook_secret_changed_fields[] = {
    LL_MEMBER(ll_webhook_secret_changed, webhook_id, LL_REQ(ID), .id_prefix = "whk"),
};
const struct ll_record ll_webhook_secret_changed_record = RECORD(webhook_secret_changed);

static const struct ll_field webhook_disabled_fields[] = {
    LL_MEMBER(ll_webhook_disabled, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_webhook_disabled, webhook_id, LL_REQ(ID), .id_prefix = "whk"),
};
const struct ll_record ll_webhook_disabled_record = RECORD(webhook_disabled);

static const struct ll_field webhook_enabled_fields[] = {
    LL_MEMBER(ll_webhook_enabled, webhook_id, LL_REQ(ID), .id_prefix = "whk"),
};
const struct ll_record ll_webhook_enabled_record = RECORD(webhook_enabled);

static const struct ll_field enquiry_received_fields[] = {
    LL_MEMBER(ll_enquiry_received, certificate_id, LL_OPT(ID), .id_prefix = "crt",
              LL_PRESENT(ll_enquiry_received, has_certificate_id)),
    LL_MEMBER(ll_enquiry_received, country, LL_OPT(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_enquiry_received, devices, LL_OPT(CODE)),
    LL_MEMBER(ll_enquiry_received, email_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_enquiry_received, enquiry_id, LL_REQ(ID), .id_prefix = "enq"),
    LL_MEMBER(ll_enquiry_received, message_annex_id, LL_OPT(ID), .id_prefix = "anx",
              LL_PRESENT(ll_enquiry_received, has_message_annex_id)),
    LL_MEMBER(ll_enquiry_received, name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_enquiry_received, organisation_annex_id, LL_OPT(ID), .id_prefix = "anx",
              LL_PRESENT(ll_enquiry_received, has_organisation_annex_id)),
    LL_MEMBER(ll_enquiry_received, trigger, LL_OPT(ENUM), LL_ENUM_OF(trigger, TRIGGER),
              LL_PRESENT(ll_enquiry_received, has_trigger)),
    LL_MEMBER(ll_enquiry_received, units_a_year, LL_OPT(I64), .min = 1,
              LL_PRESENT(ll_enquiry_received, has_units_a_year)),
};
const struct ll_record ll_enquiry_received_record = RECORD(enquiry_received);

static const struct ll_field enquiry_closed_fields[] = {
    LL_MEMBER(ll_enquiry_closed, enquiry_id, LL_REQ(ID), .id_prefix = "enq"),
    LL_MEMBER(ll_enquiry_closed, order_line_id, LL_OPT(ID), .id_prefix = "ord",
              LL_PRESENT(ll_enquiry_closed, has_order_line_id)),
    LL_MEMBER(ll_enquiry_closed, user_id, LL_OPT(ID), .id_prefix = "usr",
              LL_PRESENT(ll_enquiry_closed, has_user_id)),
};
const struct ll_record ll_enquiry_closed_record = RECORD(enquiry_closed);
