#include "codec/pdf_attachment.h"

#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <string.h>

#define OBJECT_BYTES_MAX 512
#define NAME_BYTES_MAX 100
#define DESCRIPTION_BYTES_MAX 200

static bool is_plain(const char *text, size_t max, const char *also)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (i >= max || (!letter && strchr(also, c) == NULL)) {
            return false;
        }
    }
    return text[0] != '\0';
}

/* The file as a stream, and what names it. */
static qpdf_oh make_file(qpdf_data q, const struct ll_pdf_attachment *attachment)
{
    char text[OBJECT_BYTES_MAX];
    qpdf_oh stream = qpdf_oh_new_stream(q);
    qpdf_oh none = qpdf_oh_new_null(q);
    qpdf_oh_replace_stream_data(q, stream, (const unsigned char *)attachment->json.ptr,
                                attachment->json.len, none, none);
    qpdf_oh dict = qpdf_oh_get_dict(q, stream);
    (void)snprintf(text, sizeof(text), "<< /Size %zu >>", attachment->json.len);
    qpdf_oh_replace_key(q, dict, "/Params", qpdf_oh_parse(q, text));
    qpdf_oh_replace_key(q, dict, "/Subtype", qpdf_oh_new_name(q, "/application/json"));
    qpdf_oh_replace_key(q, dict, "/Type", qpdf_oh_new_name(q, "/EmbeddedFile"));
    (void)snprintf(text, sizeof(text),
                   "<< /Type /Filespec /AFRelationship /Data /F (%s) /UF (%s) /Desc (%s) >>",
                   attachment->name, attachment->name, attachment->description);
    qpdf_oh file = qpdf_make_indirect_object(q, qpdf_oh_parse(q, text));
    qpdf_oh embedded = qpdf_oh_new_dictionary(q);
    qpdf_oh_replace_key(q, embedded, "/F", stream);
    qpdf_oh_replace_key(q, embedded, "/UF", stream);
    qpdf_oh_replace_key(q, file, "/EF", embedded);
    return file;
}

static void name_file(qpdf_data q, const char *name, qpdf_oh file)
{
    qpdf_oh root = qpdf_get_root(q);
    qpdf_oh names = qpdf_oh_has_key(q, root, "/Names") ? qpdf_oh_get_key(q, root, "/Names")
                                                       : qpdf_oh_new_dictionary(q);
    qpdf_oh list = qpdf_oh_new_array(q);
    qpdf_oh embedded = qpdf_oh_new_dictionary(q);
    qpdf_oh associated = qpdf_oh_new_array(q);
    qpdf_oh_append_item(q, list, qpdf_oh_new_string(q, name));
    qpdf_oh_append_item(q, list, file);
    qpdf_oh_replace_key(q, embedded, "/Names", list);
    qpdf_oh_replace_key(q, names, "/EmbeddedFiles", embedded);
    qpdf_oh_replace_key(q, root, "/Names", names);
    qpdf_oh_append_item(q, associated, file);
    qpdf_oh_replace_key(q, root, "/AF", associated);
    qpdf_oh_replace_key(q, root, "/MarkInfo", qpdf_oh_parse(q, "<< /Marked true >>"));
}

static enum ll_status attach(qpdf_data q, struct ll_arena *arena, struct ll_str pdf,
                             const struct ll_pdf_attachment *attachment, struct ll_str *ret_pdf,
                             struct ll_err *reterr)
{
    qpdf_silence_errors(q);
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    if (qpdf_read_memory(q, "page", pdf.ptr, pdf.len, NULL) != QPDF_SUCCESS) {
        return LL_FAIL(reterr, LL_EPARSE, "this is no PDF to attach a file to");
    }
    name_file(q, attachment->name, make_file(q, attachment));
    if (qpdf_init_write_memory(q) != QPDF_SUCCESS) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to write the PDF");
    }
    qpdf_set_deterministic_ID(q, QPDF_TRUE);
    /* What the page packed stays as it is; the file, and what describes the page, is packed. */
    qpdf_set_decode_level(q, qpdf_dl_none);
    qpdf_set_compress_streams(q, QPDF_TRUE);
    qpdf_set_object_stream_mode(q, qpdf_o_generate);
    qpdf_set_minimum_pdf_version(q, "1.7");
    if (qpdf_write(q) != QPDF_SUCCESS || qpdf_has_error(q)) {
        return LL_FAIL(reterr, LL_EPARSE, "the PDF cannot be written with a file attached");
    }
    *ret_pdf = ll_str_copy(
        arena, (struct ll_str){(const char *)qpdf_get_buffer(q), qpdf_get_buffer_length(q)});
    return ret_pdf->ptr == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the PDF") : LL_OK;
}

enum ll_status ll_pdf_attach(struct ll_arena *arena, struct ll_str pdf,
                             const struct ll_pdf_attachment *attachment, struct ll_str *ret_pdf,
                             struct ll_err *reterr)
{
    if (!is_plain(attachment->name, NAME_BYTES_MAX, ".-_") ||
        !is_plain(attachment->description, DESCRIPTION_BYTES_MAX, " .,:;-_'")) {
        return LL_FAIL(reterr, LL_EINVAL, "an attached file has no such name or description");
    }
    qpdf_data q = qpdf_init();
    enum ll_status status = attach(q, arena, pdf, attachment, ret_pdf, reterr);
    if (qpdf_has_error(q)) {
        (void)qpdf_get_error(q); /* told already; what nobody asked for, cleanup prints */
    }
    qpdf_cleanup(&q);
    return status;
}
