/* What events of hand-overs say that cannot be. The digests are those of what is signed, but for
 * zeros. */
#include "audit/findings_cases.h"

#define LATER(sort, text)                                                                          \
    {                                                                                              \
        .label = "seal", .kind = sort, .body = text                                                \
    }
#define GIVEN(number, giver, receiver, on_it, day, more, digest)                                   \
    LATER("handover_given", "{'condition':'sound'," more "'digest':'" digest "','given_on':'" day  \
                            "','giver_id':'#org" giver "','handover_id':'#hnd" number              \
                            "','packages':[{'package_id':'#pkg2','seal':'" on_it                   \
                            "'}],'receiver_id':'#org" receiver "'}")
#define TAKEN(number, differences, day, digest)                                                    \
    LATER("handover_taken", "{'differences':[" differences "],'digest':'" digest                   \
                            "','handover_id':'#hnd" number "','taken_on':'" day "'}")
#define CASE_OF(package, party)                                                                    \
    LATER("case_opened", "{'case_id':'#cas1','cause':'wet','counterparty_id':'" party              \
                         "','deadline':'2026-12-01','package_id':'#pkg" package "','spans':[]}")

const struct story_case story_handover_cases[] = {
    {"a hand-over, taken",
     {NULL},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      TAKEN("1", "", "2026-05-01",
            "378686dfd0056fb7087efecae4b0928af5330df5ed6a9dd67aa678012ad3e007")}},
    {"a hand-over that says something else than was signed",
     {"handover-signed"},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "0000000000000000000000000000000000000000000000000000000000000000")}},
    {"a receipt of a hand-over that says something else than was signed",
     {"handover-signed"},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      TAKEN("1", "", "2026-05-01",
            "0000000000000000000000000000000000000000000000000000000000000000")}},
    {"a hand-over by who has it not",
     {"handover-shape"},
     {GIVEN("1", "3", "1", "S-1", "2026-05-01", "",
            "8bedfc76fb06f207e1321912cae2e0ab95365726d5be2f8adaa3748814e73f46")}},
    {"a hand-over with another seal",
     {"handover-shape"},
     {GIVEN("1", "2", "1", "S-2", "2026-05-01", "",
            "fac29e2bf38e0ce61532df06a018b6a90c31ce2bf74f5f4fcb4c718bc72e6829")}},
    {"a hand-over of what nobody took yet",
     {"handover-shape"},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      GIVEN("2", "2", "3", "S-1", "2026-05-01", "",
            "919176b1144bf65cce5567adc75458bb29b616360813f4d21f8068fc2694ac8d")}},
    {"a hand-over by who gave it away",
     {"handover-shape"},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      TAKEN("1", "", "2026-05-01",
            "378686dfd0056fb7087efecae4b0928af5330df5ed6a9dd67aa678012ad3e007"),
      GIVEN("2", "2", "3", "S-1", "2026-05-01", "",
            "919176b1144bf65cce5567adc75458bb29b616360813f4d21f8068fc2694ac8d")}},
    {"a hand-over taken twice",
     {"handover-shape"},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      TAKEN("1", "", "2026-05-01",
            "378686dfd0056fb7087efecae4b0928af5330df5ed6a9dd67aa678012ad3e007"),
      TAKEN("1", "", "2026-05-01",
            "378686dfd0056fb7087efecae4b0928af5330df5ed6a9dd67aa678012ad3e007")}},
    {"a hand-over that is corrected",
     {NULL},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      GIVEN("2", "2", "3", "S-1", "2026-05-01", "'corrects_id':'#hnd1',",
            "393fdd76a1febcc78566cf2e181de71fa1855783324b0747ad3447eb44086efe")}},
    {"a hand-over that is taken after it was corrected",
     {"handover-shape"},
     {GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      GIVEN("2", "2", "3", "S-1", "2026-05-01", "'corrects_id':'#hnd1',",
            "393fdd76a1febcc78566cf2e181de71fa1855783324b0747ad3447eb44086efe"),
      TAKEN("1", "", "2026-05-01",
            "378686dfd0056fb7087efecae4b0928af5330df5ed6a9dd67aa678012ad3e007")}},
    {"a hand-over on a day ahead",
     {"facts-out-of-order"},
     {GIVEN("1", "2", "1", "S-1", "2026-05-02", "",
            "ae968dcfabc457129632ab05f279feb11bbfa8a409574e5b77dca24c0fac6eb7")}},
    {"a difference without a case about it",
     {"handover-shape"},
     {CASE_OF("1", "#org2"),
      GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      TAKEN("1", "{'case_id':'#cas1','cause':'wet','package_id':'#pkg2'}", "2026-05-01",
            "6523f4d49173c95bb26e67e62958bba01f62b9c71c018fd6a4c2a327c52255f3")}},
    {"a difference with its case",
     {NULL},
     {CASE_OF("2", "#org2"),
      GIVEN("1", "2", "1", "S-1", "2026-05-01", "",
            "c634d90207a59ee78718022f4bdb4bce5323ac75b8f9d09af514bc420c7358d4"),
      TAKEN("1", "{'case_id':'#cas1','cause':'wet','package_id':'#pkg2'}", "2026-05-01",
            "6523f4d49173c95bb26e67e62958bba01f62b9c71c018fd6a4c2a327c52255f3")}},
};
const size_t story_handover_case_count =
    sizeof(story_handover_cases) / sizeof(story_handover_cases[0]);
