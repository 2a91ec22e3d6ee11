/* Eight bytes as a double: its text reads back to the same bits. The rest as a number's text. */
#include <string.h>

#include "base/json.h"
#include "fuzz.h"

static void check_double(double value)
{
    char text[32];
    double back = 0.0;
    size_t len = ll_json_format_double(value, text);
    LL_ASSERT(len <= 25);
    enum ll_status status = ll_json_parse_double((struct ll_str){text, len}, &back);
    LL_ASSERT(status == LL_OK && back == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double value;
    if (size < sizeof(value)) {
        return 0;
    }
    memcpy(&value, data, sizeof(value));
    if (value - value == 0.0) {
        check_double(value);
    }
    struct ll_str text = {(const char *)data + sizeof(value), size - sizeof(value)};
    if (ll_json_parse_double(text, &value) == LL_OK) {
        check_double(value);
    }
    return 0;
}
