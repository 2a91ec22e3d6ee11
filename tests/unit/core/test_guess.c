/* Which passwords are tried first, and which are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/guess.h"

static const struct ll_str own[] = {
    {"ama.mensah@example.org", 22}, {"ama", 3}, {"mensah", 6}, {"example", 7}};

static int weight(const char *password)
{
    return ll_guess_weight(ll_str_from_cstr(password), own, sizeof(own) / sizeof(own[0]));
}

static void few_pieces_are_light(void **state)
{
    static const struct {
        const char *password;
        int weight;
    } cases[] = {
        {"", 0},
        {"aaaaaaaaaaaaaaaaaaaa", 2},
        {"abababababababababab", 3},
        {"!!!!!!!!!!!!!!!!!!!!", 2},
        {"passwordpassword", 2},
        {"P@ssw0rd-P@ssw0rd", 2},
        {"qwertyuiopasdfghjkl", 2},
        {"lkjhgfdsapoiuytrewq", 2},
        {"123456789012345678", 2},
        {"abcdefghijklmnopqrstuvwxyz", 1},
        {"correct horse battery staple", 1},
        {"Mensah 1987!!!", 4},
        {"Welcome to Loopledger", 4},
        {"Ama Mensah 1234567890", 3},
        {"ama.mensah@example.org", 1},
        {"monkey dragon football", 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (weight(cases[i].password) != cases[i].weight) {
            fail_msg("'%s' weighs %d, not %d", cases[i].password, weight(cases[i].password),
                     cases[i].weight);
        }
    }
}

static void others_are_not(void **state)
{
    static const char *const others[] = {
        "four quite usual words", "grey herons above the mill", "another of many words",
        "a long enough password", "hK2#vT9!qLm7$xRw",           "две реки и мельница",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (weight(others[i]) < LL_GUESS_WEIGHT_MIN) {
            fail_msg("'%s' weighs %d only", others[i], weight(others[i]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_pieces_are_light),
        cmocka_unit_test(others_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
