#pragma once
#include <sys/socket.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ipv6.h>
#include <endian.h>
#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46
typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;
#define s6_addr in6_u.u6_addr8
#define s6_addr16 in6_u.u6_addr16
#define s6_addr32 in6_u.u6_addr32
#define IN6ADDR_ANY_INIT {{{0}}}
__BEGIN_DECLS
extern const struct in6_addr in6addr_any; extern const struct in6_addr in6addr_loopback;
__END_DECLS
