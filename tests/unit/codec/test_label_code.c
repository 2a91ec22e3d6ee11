/* Codes of labels: what is made is read, and no slip of one or two characters is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/label_code.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static enum ll_status read_code(const char *text, char ret_code[LL_LABEL_CODE_MAX])
{
    return ll_label_code_read(ll_str_from_cstr(text), ret_code, NULL);
}

static void make(uint8_t seed, char ret_code[LL_LABEL_CODE_MAX])
{
    uint8_t bytes[LL_LABEL_CODE_RANDOM];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)(seed * 37 + i * 101 + seed * i);
    }
    ll_label_code_make(bytes, ret_code);
}

static void what_is_made_is_read(void **state)
{
    char code[LL_LABEL_CODE_MAX];
    char again[LL_LABEL_CODE_MAX];
    (void)state;
    for (int seed = 0; seed < 256; seed++) {
        make((uint8_t)seed, code);
        assert_int_equal(strlen(code), LL_LABEL_CODE_LEN);
        assert_int_equal(read_code(code, again), LL_OK);
        assert_string_equal(code, again);
    }
}

static void as_people_type(void **state)
{
    const uint8_t zeros[LL_LABEL_CODE_RANDOM] = {0};
    const uint8_t ones[LL_LABEL_CODE_RANDOM] = {1, 33, 65, 0};
    char code[LL_LABEL_CODE_MAX];
    char again[LL_LABEL_CODE_MAX];
    (void)state;
    ll_label_code_make(zeros, code);
    assert_string_equal(code, "0000-0000-0000");
    assert_int_equal(read_code(" OoO0 0000OOOO", again), LL_OK);
    assert_string_equal(again, code);
    ll_label_code_make(ones, code);
    assert_memory_equal(code, "1110-0000-000", 13);
    char typed[LL_LABEL_CODE_MAX];
    memcpy(typed, code, sizeof(typed));
    memcpy(typed, "IlL", 3);
    assert_int_equal(read_code(typed, again), LL_OK);
    assert_string_equal(again, code);
    assert_int_equal(read_code("", again), LL_EINVAL);
    assert_int_equal(read_code("0000-0000-000", again), LL_EINVAL);
    assert_int_equal(read_code("0000-0000-00000", again), LL_EINVAL);
    assert_int_equal(read_code("u000-0000-0000", again), LL_EINVAL);
    assert_int_equal(read_code("0000_0000_0000", again), LL_EINVAL);
}

static void no_slip_is_read(void **state)
{
    char again[LL_LABEL_CODE_MAX];
    (void)state;
    for (int seed = 0; seed < 32; seed++) {
        char code[LL_LABEL_CODE_MAX];
        make((uint8_t)seed, code);
        for (size_t i = 0; i < LL_LABEL_CODE_LEN; i++) {
            char right = code[i];
            for (size_t k = 0; right != '-' && k < 32; k++) {
                code[i] = alphabet[k];
                assert_int_equal(read_code(code, again) == LL_OK, alphabet[k] == right);
            }
            code[i] = right;
            for (size_t j = i + 1; j < LL_LABEL_CODE_LEN; j++) {
                char other = code[j];
                if (right == '-' || other == '-' || right == other) {
                    continue;
                }
                code[i] = other;
                code[j] = right;
                assert_int_equal(read_code(code, again), LL_EINVAL);
                code[i] = right;
                code[j] = other;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_made_is_read),
        cmocka_unit_test(as_people_type),
        cmocka_unit_test(no_slip_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
