#include "draw/certificate_words.h"

#define LEAD_PART_BYTES_MAX 2048

static const struct ll_stage_words stage_rows[] = {
    {LL_STAGE_ACCEPTED,
     true,
     LL_T("One-for-one commitment"),
     {LL_TN("collected and set aside", "collected and set aside")},
     {LL_TN("was collected and is set aside", "were collected and are set aside")},
     {LL_TN("was collected, paid for and set aside", "were collected, paid for and set aside")},
     LL_T("They have not been shipped or recycled yet.")},
    {LL_STAGE_SHIPPED,
     true,
     LL_T("One-for-one commitment"),
     {LL_TN("collected and on its way to a recycler", "collected and on their way to a recycler")},
     {LL_TN("was collected and is on its way to a recycler",
            "were collected and are on their way to a recycler")},
     {LL_TN("was collected, paid for and is on its way to a recycler",
            "were collected, paid for and are on their way to a recycler")},
     LL_T("They have not been received or recycled yet.")},
    {LL_STAGE_RECEIVED,
     false,
     LL_T("One-for-one certificate"),
     {LL_TN("collected and received by a recycler", "collected and received by a recycler")},
     {LL_TN("was collected and received by a recycler",
            "were collected and received by a recycler")},
     {LL_TN("was collected, paid for and received by a recycler",
            "were collected, paid for and received by a recycler")},
     LL_T("Their recycling is not evidenced yet.")},
    {LL_STAGE_DISMANTLED,
     false,
     LL_T("One-for-one certificate"),
     {LL_TN("collected, received and dismantled", "collected, received and dismantled")},
     {LL_TN("was collected, received and dismantled", "were collected, received and dismantled")},
     {LL_TN("was collected, paid for, received and dismantled",
            "were collected, paid for, received and dismantled")},
     LL_T("What they were taken apart into is not recycled yet.")},
    {LL_STAGE_RECYCLED,
     false,
     LL_T("One-for-one certificate"),
     {LL_TN("collected and recycled", "collected and recycled")},
     {LL_TN("was collected and recycled", "were collected and recycled")},
     {LL_TN("was collected, paid for and recycled", "were collected, paid for and recycled")},
     NULL},
};

const struct ll_stage_words *ll_stage_words_of(enum ll_stage stage)
{
    for (size_t i = 0; i < sizeof(stage_rows) / sizeof(stage_rows[0]); i++) {
        if (stage_rows[i].stage == stage) {
            return &stage_rows[i];
        }
    }
    return NULL;
}

/* What the client did with its devices. */
static const struct trigger_words {
    enum ll_trigger trigger;
    struct ll_plural_words words;
} trigger_rows[] = {
    {LL_TRIGGER_PURCHASE, {LL_TN("bought", "bought")}},
    {LL_TRIGGER_LEASE, {LL_TN("leased", "leased")}},
    {LL_TRIGGER_DISPOSAL, {LL_TN("disposed of", "disposed of")}},
    {LL_TRIGGER_REUSE_EXPORT, {LL_TN("exported for reuse", "exported for reuse")}},
};

static struct ll_str count_text(const struct ll_locale *locale, struct ll_plural_words words,
                                int64_t n)
{
    return ll_locale_count(locale, words.one, words.many, n);
}

/* What a part of a sentence is put together in; a failure goes to the whole. */
static struct ll_str finish(struct ll_strbuf *part, struct ll_strbuf *whole)
{
    struct ll_str text = {"", 0};
    enum ll_status status = ll_strbuf_finish(part, &text, NULL);
    if (status != LL_OK) {
        ll_strbuf_fail(whole, status);
    }
    return text;
}

static struct ll_str number_text(const struct ll_locale *locale, int64_t n, struct ll_arena *arena,
                                 struct ll_strbuf *whole)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, 64);
    ll_locale_put_i64(locale, &buf, n);
    return finish(&buf, whole);
}

static struct ll_str mass_text(const struct ll_locale *locale, struct ll_mass mass,
                               struct ll_arena *arena, struct ll_strbuf *whole)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, 64);
    ll_locale_put_mass(locale, &buf, mass, LL_MASS_BY_SIZE);
    return finish(&buf, whole);
}

/* "1,240 devices", "15.2 kg of devices", both joined. */
static struct ll_str devices_text(const struct ll_locale *locale, const struct ll_printed_sum *sum,
                                  struct ll_arena *arena, struct ll_strbuf *whole)
{
    struct ll_str parts[2];
    size_t count = 0;
    struct ll_strbuf buf;
    if (sum->units.n > 0 || sum->mass.g == 0) {
        const struct ll_slot slot = {"n", number_text(locale, sum->units.n, arena, whole)};
        ll_strbuf_init(&buf, arena, LEAD_PART_BYTES_MAX);
        ll_locale_fill(&buf,
                       ll_locale_count(locale, LL_TN("{n} device", "{n} devices"), sum->units.n),
                       &slot, 1);
        parts[count++] = finish(&buf, whole);
    }
    if (sum->mass.g > 0) {
        const struct ll_slot slot = {"mass", mass_text(locale, sum->mass, arena, whole)};
        ll_strbuf_init(&buf, arena, LEAD_PART_BYTES_MAX);
        ll_locale_fill(&buf, ll_locale_text(locale, LL_T("{mass} of devices")), &slot, 1);
        parts[count++] = finish(&buf, whole);
    }
    ll_strbuf_init(&buf, arena, LEAD_PART_BYTES_MAX);
    ll_locale_put_list(locale, &buf, parts, count);
    return finish(&buf, whole);
}

/* "1,240 scrap devices (111.6 kg, weighed at collection)" */
static struct ll_str supply_text(const struct ll_locale *locale, const struct ll_printed_sum *scrap,
                                 struct ll_mass mass, struct ll_arena *arena,
                                 struct ll_strbuf *whole)
{
    const struct ll_units units = scrap->units;
    const struct ll_slot slots[] = {{"n", number_text(locale, units.n, arena, whole)},
                                    {"mass", mass_text(locale, mass, arena, whole)},
                                    {"uncounted", mass_text(locale, scrap->mass, arena, whole)}};
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, LEAD_PART_BYTES_MAX);
    if (units.n > 0 && scrap->mass.g > 0) {
        ll_locale_fill(
            &buf,
            ll_locale_count(locale,
                            LL_TN("{n} scrap device and {uncounted} of uncounted e-waste "
                                  "(together {mass}, weighed at collection)",
                                  "{n} scrap devices and {uncounted} of uncounted e-waste "
                                  "(together {mass}, weighed at collection)"),
                            units.n),
            slots, 3);
    } else if (units.n > 0) {
        ll_locale_fill(&buf,
                       ll_locale_count(locale,
                                       LL_TN("{n} scrap device ({mass}, weighed at collection)",
                                             "{n} scrap devices ({mass}, weighed at collection)"),
                                       units.n),
                       slots, 2);
    } else {
        ll_locale_fill(
            &buf,
            ll_locale_text(locale, LL_T("{mass} of uncounted e-waste (weighed at collection)")),
            slots, 2);
    }
    return finish(&buf, whole);
}

/* "bought, leased or disposed of" */
static struct ll_str acquired_text(const struct ll_locale *locale, unsigned triggers, int64_t n,
                                   struct ll_arena *arena, struct ll_strbuf *whole)
{
    struct ll_str text = {"", 0};
    for (size_t i = 0; i < sizeof(trigger_rows) / sizeof(trigger_rows[0]); i++) {
        unsigned bit = 1U << trigger_rows[i].trigger;
        if ((triggers & bit) == 0) {
            continue;
        }
        struct ll_str words = count_text(locale, trigger_rows[i].words, n);
        triggers &= ~bit;
        struct ll_strbuf buf;
        ll_strbuf_init(&buf, arena, LEAD_PART_BYTES_MAX);
        if (text.len == 0) {
            ll_strbuf_str(&buf, words);
        } else {
            const struct ll_slot slots[] = {{"before", text}, {"last", words}};
            ll_locale_fill(&buf,
                           triggers == 0 ? ll_locale_text(locale, LL_T("{before} or {last}"))
                                         : ll_locale_text(locale, LL_T("{before}, {last}")),
                           slots, 2);
        }
        text = finish(&buf, whole);
    }
    return text;
}

static struct ll_str date_text(const struct ll_locale *locale, struct ll_date date,
                               struct ll_arena *arena, struct ll_strbuf *whole)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, 64);
    ll_locale_put_date(locale, &buf, date);
    return finish(&buf, whole);
}

void ll_certificate_lead_put(const struct ll_locale *locale,
                             const struct ll_printed_certificate *certificate,
                             const struct ll_printed_sum *demand,
                             const struct ll_printed_sum *scrap, struct ll_arena *arena,
                             struct ll_strbuf *buf)
{
    const struct ll_stage_words *words = ll_stage_words_of(certificate->stage);
    int64_t demand_n = demand->mass.g > 0 ? 2 : demand->units.n;
    int64_t scrap_n = scrap->mass.g > 0 ? 2 : scrap->units.n; /* grams are several */
    const struct ll_slot slots[] = {
        {"devices", devices_text(locale, demand, arena, buf)},
        {"acquired", acquired_text(locale, certificate->triggers, demand_n, arena, buf)},
        {"from", date_text(locale, certificate->period_from, arena, buf)},
        {"to", date_text(locale, certificate->period_to, arena, buf)},
        {"supply", supply_text(locale, scrap, certificate->mass, arena, buf)},
        {"was", count_text(locale, certificate->is_paid ? words->was_paid : words->was, scrap_n)},
    };
    bool one_day = certificate->period_from.days == certificate->period_to.days;
    const char *text = LL_T("For {devices}, {supply} {was}.");
    if (slots[1].value.len > 0) {
        text = !certificate->has_period ? LL_T("For {devices}, {acquired}, {supply} {was}.")
               : one_day ? LL_T("For {devices}, {acquired} (documents of {from}), {supply} {was}.")
                         : LL_T("For {devices}, {acquired} (documents of {from} to {to}), {supply} "
                                "{was}.");
    }
    if (words->is_commitment) {
        ll_strbuf_str(buf, ll_locale_text(locale, LL_T("This is a commitment.")));
        ll_strbuf_char(buf, ' ');
    }
    ll_locale_fill(buf, ll_locale_text(locale, text), slots, sizeof(slots) / sizeof(slots[0]));
    if (words->caveat != NULL) {
        ll_strbuf_char(buf, ' ');
        ll_strbuf_str(buf, ll_locale_text(locale, words->caveat));
    }
    if (certificate->dropped.n > 0) {
        const struct ll_slot slot = {"n", number_text(locale, certificate->dropped.n, arena, buf)};
        ll_strbuf_char(buf, ' ');
        ll_locale_fill(buf,
                       ll_locale_count(locale,
                                       LL_TN("{n} scrap device cited before has left the programme "
                                             "since and is no longer cited.",
                                             "{n} scrap devices cited before have left the "
                                             "programme since and are no longer cited."),
                                       certificate->dropped.n),
                       &slot, 1);
    }
    if (certificate->dropped_uncounted.g > 0) {
        const struct ll_slot slot = {"mass",
                                     mass_text(locale, certificate->dropped_uncounted, arena, buf)};
        ll_strbuf_char(buf, ' ');
        ll_locale_fill(buf,
                       ll_locale_text(locale, LL_T("{mass} of uncounted e-waste cited before has "
                                                   "left the programme since and is no longer "
                                                   "cited.")),
                       &slot, 1);
    }
    ll_strbuf_char(buf, ' ');
    ll_strbuf_str(buf, ll_locale_text(
                           locale, LL_T("This does not change the footprint of the new devices.")));
}

/* ---- names ---- */

static const struct class_words {
    const char *class_code;
    const char *name;
} class_rows[] = {
    {"cables", LL_T("Cables")},
    {"desktop", LL_T("Desktop computers")},
    {"feature_phone_nb", LL_T("Feature phones, without battery")},
    {"laptop", LL_T("Laptops")},
    {"mixed-it-scrap", LL_T("Mixed IT scrap")},
    {"monitor_flat", LL_T("Flat monitors")},
    {"network_rack", LL_T("Rack switches and routers")},
    {"network_small", LL_T("Small routers and access points")},
    {"server", LL_T("Servers")},
    {"smartphone", LL_T("Smartphones")},
    {"smartphone_nb", LL_T("Smartphones, without battery")},
    {"tablet", LL_T("Tablets")},
};

struct ll_str ll_class_words(const struct ll_locale *locale, struct ll_str class_code)
{
    for (size_t i = 0; i < sizeof(class_rows) / sizeof(class_rows[0]); i++) {
        if (ll_str_eq_cstr(class_code, class_rows[i].class_code)) {
            return ll_locale_text(locale, class_rows[i].name);
        }
    }
    return class_code;
}

static const struct fraction_words {
    const char *fraction;
    const char *name;
} fraction_rows[] = {
    {"aluminium", LL_T("Aluminium")},
    {"boards", LL_T("Circuit boards")},
    {"cells", LL_T("Battery cells")},
    {"cobalt", LL_T("Cobalt")},
    {"copper", LL_T("Copper")},
    {"displays", LL_T("Displays")},
    {"energy-from-plastics", LL_T("Energy from plastics")},
    {"ferrous-metals", LL_T("Ferrous metals")},
    {"gallium", LL_T("Gallium")},
    {"glass", LL_T("Glass")},
    {"gold", LL_T("Gold")},
    {"indium", LL_T("Indium")},
    {"lead", LL_T("Lead")},
    {"lithium", LL_T("Lithium")},
    {"metals", LL_T("Metals")},
    {"neodymium", LL_T("Neodymium")},
    {"nickel", LL_T("Nickel")},
    {"other-metals", LL_T("Other metals")},
    {"palladium", LL_T("Palladium")},
    {"plastics", LL_T("Plastics")},
    {"platinum", LL_T("Platinum")},
    {"precious-metals", LL_T("Precious metals")},
    {"residue", LL_T("Residue")},
    {"silver", LL_T("Silver")},
    {"slag", LL_T("Slag")},
    {"tantalum", LL_T("Tantalum")},
    {"tin", LL_T("Tin")},
    {"tungsten", LL_T("Tungsten")},
    {"zinc", LL_T("Zinc")},
};

struct ll_str ll_fraction_words(const struct ll_locale *locale, struct ll_str fraction)
{
    for (size_t i = 0; i < sizeof(fraction_rows) / sizeof(fraction_rows[0]); i++) {
        if (ll_str_eq_cstr(fraction, fraction_rows[i].fraction)) {
            return ll_locale_text(locale, fraction_rows[i].name);
        }
    }
    return fraction;
}

static const struct control_words {
    enum ll_control_step step;
    const char *text;
} control_rows[] = {
    {LL_CONTROL_STEP_CERTIFICATE_REVOKE,
     LL_T("no second person approved the revocation of a certificate that cited units of it before "
          "({days})")},
    {LL_CONTROL_STEP_LOT_ADMIT,
     LL_T("no second person approved that a lot which it cites was admitted ({days})")},
    {LL_CONTROL_STEP_SHIPMENT_OVERRIDE,
     LL_T("no second person approved that units which it cites left without all authorisations "
          "({days})")},
    {LL_CONTROL_STEP_INCIDENT_CLEAR,
     LL_T("no second person approved that units which it cites, and which had left without "
          "authority, may go on ({days})")},
    {LL_CONTROL_STEP_KEY_CHANGE,
     LL_T("no second person approved the change to the key that signs it ({days})")},
};

const char *ll_control_words(enum ll_control_step step, bool is_revoked)
{
    if (is_revoked && step == LL_CONTROL_STEP_CERTIFICATE_REVOKE) {
        return LL_T("no second person approved its revocation ({days})");
    }
    for (size_t i = 0; i < sizeof(control_rows) / sizeof(control_rows[0]); i++) {
        if (control_rows[i].step == step) {
            return control_rows[i].text;
        }
    }
    return NULL;
}

const char *ll_incident_words(bool is_cleared)
{
    return is_cleared ? LL_T("{scrap} that it cites left without authority ({day}); found {found}, "
                             "cleared by two people {cleared}")
                      : LL_T("{scrap} that it cites left without authority ({day}); found {found}, "
                             "not cleared so far");
}

static const struct standard_words {
    const char *standard;
    const char *name;
} standard_rows[] = {
    {"cenelec-50625", "CENELEC EN 50625"},
    {"e-stewards", "e-Stewards"},
    {"en-50625", "EN 50625"},
    {"iso-14001", "ISO 14001"},
    {"iso-45001", "ISO 45001"},
    {"iso-9001", "ISO 9001"},
    {"r2v3", "R2v3"},
    {"weeelabex", "WEEELABEX"},
};

struct ll_str ll_standard_words(struct ll_str standard)
{
    for (size_t i = 0; i < sizeof(standard_rows) / sizeof(standard_rows[0]); i++) {
        if (ll_str_eq_cstr(standard, standard_rows[i].standard)) {
            return ll_str_from_cstr(standard_rows[i].name);
        }
    }
    return standard;
}
