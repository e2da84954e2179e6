#pragma once
#include <sys/types.h>
#include <linux/termios.h>
__BEGIN_DECLS
int tcgetattr(int,struct termios*); int tcsetattr(int,int,const struct termios*);
__END_DECLS
