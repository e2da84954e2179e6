/* Stands in for bionic's headers where only a check is built: declarations that this app's C code asks for, with
   the sizes and numbers of Android on processors of 64 bits, and nothing else. Never for a phone. */
#pragma once
#ifdef __cplusplus
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS }
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif
