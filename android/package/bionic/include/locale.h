#pragma once
#include <sys/types.h>
typedef struct __locale_t* locale_t;
#define LC_ALL 6
