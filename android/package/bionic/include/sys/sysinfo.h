#pragma once
#include <sys/cdefs.h>
#include <linux/kernel.h>
