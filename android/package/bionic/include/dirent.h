#pragma once
#include <sys/types.h>
struct dirent { ino_t d_ino; off64_t d_off; unsigned short d_reclen; unsigned char d_type; char d_name[256]; };
typedef struct DIR DIR;
__BEGIN_DECLS
DIR* opendir(const char*); struct dirent* readdir(DIR*); int closedir(DIR*); void rewinddir(DIR*);
__END_DECLS
