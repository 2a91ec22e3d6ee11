/* Papers as purchasing systems write them: UBL 2.1 and the columns of several exports. */
#include "demo/state.h"

#include "codec/imei.h"

#include <stdio.h>
#include <string.h>

#define FILE_BYTES_MAX ((size_t)32 << 20)
#define NAMESPACES                                                                                 \
    " xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\""      \
    " xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n"

/* What is bought, as the words and codes of each system say it. */
static const struct {
    const char *name;
    const char *unspsc;
    const char *price;
    const char *price_comma;
    const char *device_class;
    const char *category;
    const char *part;
} goods[LL_DEMO_GOODS_COUNT] = {
    {"Smartphone Example One", "43191501", "249.00", "249,00", "smartphone", "Mobile Phones",
     "EX1"},
    {"Tablet computer Example Ten", "43211509", "329.00", "329,00", "tablet", "Tablets", "EX10"},
    {"Laptop Example Fourteen", "43211503", "899.00", "899,00", "laptop", "Laptops", "EX14"},
    {"Server Example Thirty", "43211501", "4990.00", "4990,00", "server", "Servers", "EX30"},
};

static void put_date(struct ll_strbuf *buf, int32_t day)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format((struct ll_date){day}, text);
    ll_strbuf_cstr(buf, text);
}

/* The number of a paper: its client's, so that no two of one payer are the same. */
static void put_number(struct ll_strbuf *buf, const struct ll_demo_purchase *plan)
{
    char number[LL_DEMO_NUMBER_SIZE];
    ll_demo_purchase_number(plan, number);
    ll_strbuf_cstr(buf, number);
}

void ll_demo_purchase_number(const struct ll_demo_purchase *plan,
                             char ret_number[LL_DEMO_NUMBER_SIZE])
{
    (void)snprintf(ret_number, LL_DEMO_NUMBER_SIZE, "%s%02d-%06d",
                   plan->paper == LL_DEMO_CSV_ODOO ? "P" : "", plan->client + 1, (int)plan->number);
}

/* ---- UBL ---- */

static void put_party(struct ll_strbuf *buf, const char *role, const char *name, int number)
{
    ll_strbuf_fmt(buf,
                  " <cac:%s><cac:Party><cbc:EndpointID schemeID=\"0106\">9%07d</cbc:EndpointID>"
                  "<cac:PartyName><cbc:Name>%s</cbc:Name></cac:PartyName></cac:Party></cac:%s>\n",
                  role, number, name, role);
}

static void put_item(struct ll_strbuf *buf, const char *name, const char *part, const char *unspsc)
{
    ll_strbuf_fmt(buf,
                  "<cac:Item><cbc:Name>%s</cbc:Name><cac:SellersItemIdentification><cbc:ID>%s"
                  "</cbc:ID></cac:SellersItemIdentification><cac:CommodityClassification>"
                  "<cbc:ItemClassificationCode listID=\"TST\">%s</cbc:ItemClassificationCode>"
                  "</cac:CommodityClassification></cac:Item>",
                  name, part, unspsc);
}

static void put_ubl_price(struct ll_strbuf *buf, const char *price)
{
    ll_strbuf_fmt(buf,
                  "<cac:Price><cbc:PriceAmount currencyID=\"EUR\">%s</cbc:PriceAmount></cac:Price>",
                  price);
}

static void put_ubl_line(struct ll_strbuf *buf, bool order, int number, int32_t units,
                         const char *name, const char *part, const char *unspsc, const char *price)
{
    if (order) {
        ll_strbuf_fmt(buf,
                      " <cac:OrderLine><cac:LineItem><cbc:ID>%d</cbc:ID><cbc:Quantity "
                      "unitCode=\"C62\">%d</cbc:Quantity>",
                      number, (int)units);
        put_ubl_price(buf, price);
        put_item(buf, name, part, unspsc);
        ll_strbuf_cstr(buf, "</cac:LineItem></cac:OrderLine>\n");
        return;
    }
    ll_strbuf_fmt(buf,
                  " <cac:InvoiceLine><cbc:ID>%d</cbc:ID><cbc:InvoicedQuantity unitCode=\"C62\">%d"
                  "</cbc:InvoicedQuantity>",
                  number, (int)units);
    put_item(buf, name, part, unspsc);
    put_ubl_price(buf, price);
    ll_strbuf_cstr(buf, "</cac:InvoiceLine>\n");
}

static void write_ubl(struct ll_strbuf *buf, const struct ll_demo_purchase *plan)
{
    bool order = plan->paper == LL_DEMO_UBL_ORDER;
    const char *root = order ? "Order" : "Invoice";
    const char *buyer = order ? "BuyerCustomerParty" : "AccountingCustomerParty";
    const char *seller = order ? "SellerSupplierParty" : "AccountingSupplierParty";
    const char *client = ll_demo_clients[plan->client].name;
    int number = 0;
    ll_strbuf_fmt(buf,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s "
                  "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:%s-2\"" NAMESPACES
                  " <cbc:ID>",
                  root, root);
    put_number(buf, plan);
    ll_strbuf_cstr(buf, "</cbc:ID>\n <cbc:IssueDate>");
    put_date(buf, plan->day);
    ll_strbuf_cstr(buf, "</cbc:IssueDate>\n");
    if (!order) {
        ll_strbuf_cstr(buf, " <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>\n");
    }
    ll_strbuf_cstr(buf, " <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\n");
    if (order) {
        put_party(buf, buyer, client, plan->client + 1);
        put_party(buf, seller, "Example Dealer (invented)", 9999);
    } else {
        put_party(buf, seller, "Example Dealer (invented)", 9999);
        put_party(buf, buyer, client, plan->client + 1);
    }
    for (size_t g = 0; g < LL_DEMO_GOODS_COUNT; g++) {
        if (plan->units[g] > 0) {
            put_ubl_line(buf, order, ++number, plan->units[g], goods[g].name, goods[g].part,
                         goods[g].unspsc, goods[g].price);
        }
    }
    if (plan->number % 3 == 0) { /* what is no device is not counted */
        put_ubl_line(buf, order, ++number, 10, "Protective case for Example One", "CASE-1",
                     "43191609", "14.95");
    }
    ll_strbuf_fmt(buf, "</%s>\n", root);
}

/* ---- lists ---- */

static void put_generic(struct ll_strbuf *buf, const struct ll_demo_purchase *plan, size_t g,
                        int number)
{
    put_number(buf, plan);
    ll_strbuf_fmt(buf, ",%d,%s,%d,", number, goods[g].device_class, (int)plan->units[g]);
    put_date(buf, plan->day);
    ll_strbuf_fmt(buf, ",%s,EUR,%s\n", goods[g].price, goods[g].name);
}

static void put_coupa(struct ll_strbuf *buf, const struct ll_demo_purchase *plan, size_t g,
                      int number)
{
    ll_strbuf_fmt(buf, "Line,%d", (int)plan->number * 10 + number);
    ll_strbuf_char(buf, ',');
    put_number(buf, plan);
    ll_strbuf_fmt(buf, ",%d,%s,%d,%s,EUR,EA,%s,%s,Example Dealer (invented),", number,
                  goods[g].name, (int)plan->units[g], goods[g].price, goods[g].part,
                  goods[g].category);
    put_date(buf, plan->day);
    ll_strbuf_cstr(buf, "T09:14:50Z,received\n");
}

static void put_sap(struct ll_strbuf *buf, const struct ll_demo_purchase *plan, size_t g,
                    int number)
{
    int year;
    int month;
    int day;
    ll_date_to_ymd((struct ll_date){plan->day}, &year, &month, &day);
    put_number(buf, plan);
    ll_strbuf_fmt(
        buf, ";%05d;%02d.%02d.%04d;100042 Example Dealer (invented);%s;%s;%s;%d,000;ST;%s;EUR\n",
        number * 10, day, month, year, goods[g].unspsc, goods[g].part, goods[g].name,
        (int)plan->units[g], goods[g].price_comma);
}

static void put_odoo(struct ll_strbuf *buf, const struct ll_demo_purchase *plan, size_t g,
                     int number)
{
    if (number == 1) {
        ll_strbuf_char(buf, '"');
        put_number(buf, plan);
        ll_strbuf_cstr(buf, "\",\"Example Dealer (invented)\",\"");
        put_date(buf, plan->day);
        ll_strbuf_cstr(buf, " 08:00:00\",\"EUR\"");
    } else {
        ll_strbuf_cstr(buf, "\"\",\"\",\"\",\"\"");
    }
    ll_strbuf_fmt(buf, ",\"[%s] %s\",\"%s\",\"%d.00\",\"Units\",\"%s\"\n", goods[g].part,
                  goods[g].name, goods[g].name, (int)plan->units[g], goods[g].price);
}

static const struct {
    const char *heading;
    void (*put)(struct ll_strbuf *buf, const struct ll_demo_purchase *plan, size_t g, int number);
} lists[] = {
    [LL_DEMO_CSV_GENERIC] =
        {"document_id,line_id,device_class,quantity,date,price,currency,description\n",
         put_generic},
    [LL_DEMO_CSV_COUPA] = {"type,id,order-header-id,line-number,description,quantity,price,"
                           "currency,uom-code,source-part-num,commodity-name,supplier-name,"
                           "created-at,status\n",
                           put_coupa},
    [LL_DEMO_CSV_SAP] = {"Einkaufsbeleg;Position;Belegdatum;Lieferant/Lieferwerk;Warengruppe;"
                         "Material;Kurztext;Bestellmenge;Bestellmengeneinheit;Nettopreis;"
                         "W\xc3\xa4hrung\n",
                         put_sap},
    [LL_DEMO_CSV_ODOO] = {"\"Order Reference\",\"Vendor\",\"Order Deadline\",\"Currency\","
                          "\"Order Lines/Product\",\"Order Lines/Description\","
                          "\"Order Lines/Quantity\",\"Order Lines/Unit of Measure\","
                          "\"Order Lines/Unit Price\"\n",
                          put_odoo},
};

static void write_list(struct ll_strbuf *buf, const struct ll_demo *demo, size_t from, size_t to)
{
    size_t paper = demo->purchases[from].paper;
    ll_strbuf_cstr(buf, lists[paper].heading);
    for (size_t i = from; i < to; i++) {
        int number = 0;
        for (size_t g = 0; g < LL_DEMO_GOODS_COUNT; g++) {
            if (demo->purchases[i].units[g] > 0) {
                lists[paper].put(buf, &demo->purchases[i], g, ++number);
            }
        }
    }
}

/* The first device has had the most time to get somewhere. */
static void keep_first(char kept[LL_DEMO_NUMBER_SIZE], const char number[LL_DEMO_NUMBER_SIZE])
{
    if (kept[0] == '\0') {
        memcpy(kept, number, LL_DEMO_NUMBER_SIZE);
    }
}

/* One row a device, every second with an IMEI out of the range for tests (00 1017), the others
 * with a serial number. */
static void write_devices(struct ll_strbuf *buf, struct ll_demo *demo, size_t from, size_t to)
{
    ll_strbuf_cstr(buf, "document_id,line_id,device_class,imei,serial,maker,date\n");
    for (size_t i = from; i < to; i++) {
        const struct ll_demo_purchase *plan = &demo->purchases[i];
        for (int32_t n = 0; n < plan->units[LL_DEMO_PHONES_BOUGHT]; n++) {
            char imei[LL_DEMO_NUMBER_SIZE] = "";
            char serial[LL_DEMO_NUMBER_SIZE] = "";
            int64_t number = ++demo->devices_listed;
            if (number % 2 == 0) {
                (void)snprintf(imei, sizeof(imei), "001017%08lld", (long long)number);
                imei[LL_IMEI_KEY_LEN] = (char)('0' + ll_imei_check_digit(imei));
                imei[LL_IMEI_KEY_LEN + 1] = '\0';
                keep_first(demo->examples.imei, imei);
            } else {
                (void)snprintf(serial, sizeof(serial), "EXAMPLE%08lld", (long long)number);
                keep_first(demo->examples.serial, serial);
            }
            put_number(buf, plan);
            ll_strbuf_fmt(buf, ",%d,smartphone,%s,%s,%s,", (int)n + 1, imei, serial,
                          serial[0] == '\0' ? "" : "Example Makers");
            put_date(buf, plan->day);
            ll_strbuf_char(buf, '\n');
        }
    }
}

enum ll_status ll_demo_paper_write(struct ll_demo *demo, size_t from, size_t to,
                                   struct ll_str *ret_bytes, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, demo->ctx->arena, FILE_BYTES_MAX);
    switch ((enum ll_demo_paper)demo->purchases[from].paper) {
    case LL_DEMO_UBL_ORDER:
    case LL_DEMO_UBL_INVOICE:
        write_ubl(&buf, &demo->purchases[from]);
        break;
    case LL_DEMO_CSV_GENERIC:
    case LL_DEMO_CSV_COUPA:
    case LL_DEMO_CSV_SAP:
    case LL_DEMO_CSV_ODOO:
        write_list(&buf, demo, from, to);
        break;
    case LL_DEMO_CSV_DEVICES:
        write_devices(&buf, demo, from, to);
        break;
    }
    return ll_strbuf_finish(&buf, ret_bytes, reterr);
}
