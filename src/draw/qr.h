/* QR codes, by libqrencode, as shapes of a scene. */
#ifndef LL_DRAW_QR_H
#define LL_DRAW_QR_H

#include "draw/scene.h"

/* How much of a code may be spoilt: about 7, 15, 25, 30 percent. */
enum ll_qr_level {
    LL_QR_LOW,
    LL_QR_MEDIUM,
    LL_QR_QUARTILE,
    LL_QR_HIGH,
};

/*
 * Add a code that reads as `text` (1 byte or more, any but zero) to the scene: a white square of
 * `box.width` (the height is the same), its quiet zone of 4 modules included, and one path of its
 * dark squares. The modules are the largest whole number of units that fits.
 * LL_ELIMIT: longer than a code of this level holds (the limit is in the text), or its modules
 * would be less than a unit wide. LL_EINVAL: no text, or a zero in it. LL_ENOMEM. A failed scene
 * stays as it is.
 */
LL_MUST enum ll_status ll_qr_add(struct ll_scene *scene, struct ll_str text, enum ll_qr_level level,
                                 struct ll_box box, struct ll_err *reterr);

#endif
