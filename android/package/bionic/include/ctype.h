#pragma once
#include <sys/cdefs.h>
__BEGIN_DECLS
int isalnum(int); int isalpha(int); int isdigit(int); int isspace(int); int isxdigit(int); int isupper(int); int islower(int); int toupper(int); int tolower(int); int isprint(int); int ispunct(int); int iscntrl(int); int isgraph(int); int isblank(int);
__END_DECLS
