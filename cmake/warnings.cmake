# The strict set of warnings, hardening and sanitizers, for every target of this project.
add_library(ll_flags INTERFACE)
target_compile_options(ll_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
  -Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Wcast-qual -Wwrite-strings -Wswitch-enum
  -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough -fno-common
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ll_flags INTERFACE -Wduplicated-cond -Wlogical-op)
endif()
if(LL_WERROR)
  target_compile_options(ll_flags INTERFACE -Werror)
endif()
target_compile_definitions(ll_flags INTERFACE _POSIX_C_SOURCE=200809L)
if(LL_SANITIZE)
  target_compile_options(ll_flags INTERFACE -fsanitize=${LL_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ll_flags INTERFACE -fsanitize=${LL_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_options(ll_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
  target_link_options(ll_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(LL_FUZZ)
  target_compile_options(ll_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
