#!/usr/bin/env python3
"""Makes a jar of empty classes out of the file that names all of Android's public classes.

    signatures.py CURRENT.TXT ANDROID.JAR

Android's source keeps every public class, method, field and constant of a release in one text file
(core/api/current.txt). A Java compiler needs no more than that to check our calls against them: a method's
body here is a throw. Nothing of this jar ever goes to a phone.
"""
import re
import struct
import sys
import zipfile

PRIMITIVES = {
    "void": "V", "int": "I", "long": "J", "boolean": "Z", "byte": "B",
    "char": "C", "short": "S", "float": "F", "double": "D",
}
FLAGS = {
    "public": 0x1, "private": 0x2, "protected": 0x4, "static": 0x8, "final": 0x10, "synchronized": 0x20,
    "native": 0x100, "abstract": 0x400, "transient": 0x80, "volatile": 0x40,
}
SUPER, VARARGS, INTERFACE, ANNOTATION, ENUM = 0x20, 0x80, 0x600, 0x2600, 0x4000
OBJECT = "java.lang.Object"
# aconst_null, athrow
BODY = b"\x01\xbf"


def without_annotations(text):
    """The text without @Names(and what is in their brackets)."""
    out, at, quoted = "", 0, False
    while at < len(text):
        if text[at] == '"':
            quoted = not quoted
        if text[at] != "@" or quoted or text.startswith("@interface", at):
            out += text[at]
            at += 1
            continue
        at += re.match(r"@[\w.]+", text[at:]).end()
        if at < len(text) and text[at] == "(":
            depth, within = 0, False
            while True:
                if text[at] == '"' and text[at - 1] != "\\":
                    within = not within
                if not within:
                    depth += {"(": 1, ")": -1}.get(text[at], 0)
                at += 1
                if depth == 0:
                    break
        while at < len(text) and text[at] == " ":
            at += 1
    return out


def split(text, by):
    """The parts of a text, where what stands in brackets is one part."""
    parts, depth, part = [], 0, ""
    for letter in text:
        depth += (letter in "<(") - (letter in ">)")
        if letter == by and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += letter
    return [part.strip() for part in parts + [part] if part.strip()]


def closing(text):
    """Where the bracket that opens a text is closed."""
    opens = text[0]
    closes = {"<": ">", "(": ")"}[opens]
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == opens) - (letter == closes)
        if depth == 0:
            return at
    raise ValueError(f"nothing closes {text}")


def flags_of(words):
    return sum({FLAGS.get(word, 0) for word in words})


class Class:
    """A class as the file names it."""

    def __init__(self, package, head):
        self.package, self.head, self.members = package, head, []
        self.kind, self.name = re.search(r"\b(class|@interface|interface|enum)\s+([\w.]+)", head).groups()
        self.path = package.replace(".", "/") + "/" + self.name.replace(".", "$")
        self.is_interface = "interface" in self.kind
        self.is_inner = "." in self.name
        flags = flags_of(re.sub(r"<.*", "", head).split(self.kind)[0].split())
        flags |= {"interface": INTERFACE, "@interface": ANNOTATION, "enum": ENUM}.get(self.kind, 0)
        if self.is_inner and self.kind != "class":
            flags |= FLAGS["static"]
        self.flags = flags

    def outer(self):
        return self.path.rsplit("$", 1)[0]


def read(path):
    """Every class of the file."""
    classes, package = [], None
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("package "):
            package = re.match(r"package (?:@\S+ )*([\w.]+) \{", line).group(1)
        elif line.startswith("  ") and not line.startswith("   ") and line.endswith("{"):
            classes.append(Class(package, without_annotations(line.strip()[:-1].strip())))
        elif line.startswith("    ") and classes:
            classes[-1].members.append(line.strip())
    return classes


class Types:
    """Java's names of types, as class files write them."""

    def __init__(self, classes):
        self.paths = {f"{found.package}.{found.name}": found.path for found in classes}

    def path(self, name):
        if name in self.paths:
            return self.paths[name]
        if "." not in name:
            return "java/lang/" + name
        parts = name.split(".")
        first = next((at for at, part in enumerate(parts) if part[0].isupper()), len(parts) - 1)
        return "/".join(parts[:first] + ["$".join(parts[first:])])

    def erased(self, name, variables):
        name = name.strip()
        if name.endswith("...") or name.endswith("[]"):
            return "[" + self.erased(re.sub(r"(\.\.\.|\[\])$", "", name), variables)
        bare = re.sub(r"<[^<>]*>", "", name) if ">." in name else re.sub(r"<.*", "", name)
        return PRIMITIVES.get(bare) or variables.get(bare) or f"L{self.path(bare)};"

    def generic(self, name, variables):
        name = name.strip()
        if name.endswith("...") or name.endswith("[]"):
            return "[" + self.generic(re.sub(r"(\.\.\.|\[\])$", "", name), variables)
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        if name == "?":
            return "*"
        for front, letter in (("? extends ", "+"), ("? super ", "-")):
            if name.startswith(front):
                return letter + self.generic(name[len(front):], variables)
        if name in variables:
            return f"T{name};"
        of = re.match(r"^([\w.]+)<(.*)>$", name)
        if of:
            inner = "".join(self.generic(part, variables) for part in split(of.group(2), ","))
            return f"L{self.path(of.group(1))}<{inner}>;"
        return f"L{self.path(re.sub(r'<.*?>', '', name))};"

    def parameters(self, text, variables):
        """What stands in <>: its form, and the variables with those of it."""
        variables, named = dict(variables), []
        for part in split(text, ","):
            name, bounds = re.match(r"(\w+)(?: extends (.*))?$", part).groups()
            named.append((name, split(bounds, "&") if bounds else [OBJECT]))
            variables[name] = "Ljava/lang/Object;"
        for name, bounds in named:
            variables[name] = self.erased(bounds[0], variables)
        form = "".join(
            name + ":" + ":".join(self.generic(bound, variables) for bound in bounds) for name, bounds in named)
        return f"<{form}>", variables


class Pool:
    """The constants of a class file, each once."""

    def __init__(self):
        self.bytes, self.places, self.next = [], {}, 1

    def add(self, key, data, slots=1):
        if key not in self.places:
            self.places[key] = self.next
            self.bytes.append(data)
            self.next += slots
        return self.places[key]

    def text(self, text):
        encoded = text.encode("utf-8")
        return self.add(("text", text), b"\x01" + struct.pack(">H", len(encoded)) + encoded)

    def class_(self, path):
        return self.add(("class", path), b"\x07" + struct.pack(">H", self.text(path)))

    def constant(self, form, value):
        """A constant of a field of this type; None where it cannot be one."""
        if form == "Ljava/lang/String;":
            return self.add(("string", value), b"\x08" + struct.pack(">H", self.text(unquoted(value))))
        if form in ("I", "B", "S"):
            return self.add(("int", int(value, 0)), b"\x03" + struct.pack(">i", int(value, 0)))
        if form == "C":
            letter = ord(unquoted(value)) if value.startswith("'") else int(value, 0)
            return self.add(("int", letter), b"\x03" + struct.pack(">i", letter))
        if form == "Z":
            is_true = int(value.startswith("true"))
            return self.add(("int", is_true), b"\x03" + struct.pack(">i", is_true))
        if form == "J":
            number = int(value.rstrip("L"), 0)
            return self.add(("long", number), b"\x05" + struct.pack(">q", number), 2)
        if form == "F":
            return self.add(("float", value), b"\x04" + struct.pack(">f", float(value.rstrip("f"))))
        if form == "D":
            return self.add(("double", value), b"\x06" + struct.pack(">d", float(value)), 2)
        return None


def unquoted(value):
    return value[1:-1].encode("utf-8").decode("unicode_escape")


class Writer:
    """Writes one class."""

    def __init__(self, of, types, all_classes, inner_of):
        self.of, self.types, self.all, self.inner_of = of, types, all_classes, inner_of
        self.pool, self.fields, self.methods = Pool(), [], []
        rest = of.head.split(of.kind, 1)[1].strip()[len(of.name):].strip()
        self.variables, self.form = {}, ""
        if rest.startswith("<"):
            end = closing(rest)
            self.form, self.variables = types.parameters(rest[1:end], {})
            rest = rest[end + 1:].strip()
        self.parent, self.interfaces = self.parents(" " + rest)
        self.form += "".join(types.generic(name, self.variables) for name in [self.parent] + self.interfaces)

    def parents(self, rest):
        extended, implemented = [], []
        found = re.search(r" implements (.*)$", rest)
        if found:
            implemented = split(re.sub(r",(?![^<]*>)", " ", found.group(1)), " ")
            rest = rest[:found.start()]
        found = re.search(r" extends (.*)$", rest)
        if found:
            extended = split(found.group(1), " ")
        if self.of.kind == "interface":
            return OBJECT, extended
        if self.of.kind == "@interface":
            return OBJECT, ["java.lang.annotation.Annotation"]
        if extended:
            return extended[0], implemented
        return (f"java.lang.Enum<{self.of.package}.{self.of.name}>" if self.of.kind == "enum" else OBJECT), implemented

    def attribute(self, name, data):
        return self.pool.text(name), data

    def signature(self, form):
        return self.attribute("Signature", struct.pack(">H", self.pool.text(form)))

    def member(self, line):
        text = without_annotations(line)
        text = re.sub(r";(\s*//.*)?$", "", text) if '"' in text else re.sub(r"\s*//.*$", "", text).rstrip(";")
        kind, body = text.split(" ", 1)
        if kind in ("field", "enum_constant"):
            self.field(kind, body)
        elif kind in ("method", "ctor"):
            self.method(kind, body)

    def field(self, kind, body):
        value = None
        if " = " in body:
            body, value = body.split(" = ", 1)
        words = split(re.sub(r"\s*\([^)]*\)$", "", body), " ")
        type_, name = words[-2:]
        flags = flags_of(words) | (ENUM if kind == "enum_constant" else 0)
        form, attributes = self.types.erased(type_, self.variables), []
        if value is not None and flags & FLAGS["static"] and flags & FLAGS["final"]:
            try:
                constant = self.pool.constant(form, value.strip())
            except ValueError:
                # A number that is none, like an infinity: the compiler then takes it for no constant.
                constant = None
            if constant:
                attributes.append(self.attribute("ConstantValue", struct.pack(">H", constant)))
        generic = self.types.generic(type_, self.variables)
        if generic != form:
            attributes.append(self.signature(generic))
        self.fields.append((flags, self.pool.text(name), self.pool.text(form), attributes))

    def method(self, kind, body):
        types, of = self.types, self.of
        opens = body.index("(")
        front, rest = body[:opens], body[opens:]
        end = closing(rest)
        taken, tail = rest[1:end], rest[end + 1:]
        words = split(front, " ")
        is_default = "default" in words
        flags = flags_of(words)
        words = [word for word in words if word not in FLAGS and word not in ("default", "strictfp")]
        variables, form = self.variables, ""
        if words and words[0].startswith("<"):
            form, variables = types.parameters(words[0][1:-1], self.variables)
            words = words[1:]
        taken = [re.sub(r"^(final|optional)\s+", "", part) for part in split(taken, ",")]
        taken = [split(part, " ")[0] if not part.startswith("?") else part for part in taken]
        if taken and taken[-1].endswith("..."):
            flags |= VARARGS
        erased = [types.erased(part, variables) for part in taken]
        is_bound = of.is_inner and not of.flags & FLAGS["static"] and not of.is_interface
        if kind == "ctor":
            name, gives, gives_generic = "<init>", "V", "V"
            if is_bound:
                erased = [f"L{of.outer()};"] + erased
            if of.kind == "enum":
                erased = ["Ljava/lang/String;", "I"] + erased
        else:
            type_, name = words[-2:]
            gives, gives_generic = types.erased(type_, variables), types.generic(type_, variables)
            if of.is_interface and not is_default and not flags & FLAGS["static"]:
                flags |= FLAGS["abstract"]
        plain = f"({''.join(erased)}){gives}"
        generic = form + f"({''.join(types.generic(part, variables) for part in taken)}){gives_generic}"
        attributes = []
        if generic != plain and not is_bound:
            attributes.append(self.signature(generic))
        throws = re.search(r"throws (.*)", tail)
        if throws:
            thrown = [self.pool.class_(types.erased(part, variables)[1:-1]) for part in split(throws.group(1), ",")]
            data = struct.pack(">H", len(thrown)) + b"".join(struct.pack(">H", at) for at in thrown)
            attributes.append(self.attribute("Exceptions", data))
        if not flags & (FLAGS["abstract"] | FLAGS["native"]):
            slots = sum(2 if part in "JD" else 1 for part in erased) + (not flags & FLAGS["static"])
            data = struct.pack(">HHI", 1, slots, len(BODY)) + BODY + b"\0\0\0\0"
            attributes.append(self.attribute("Code", data))
        self.methods.append((flags, self.pool.text(name), self.pool.text(plain), attributes))

    def inner_classes(self):
        """The attribute that names every inner class that is spoken of here."""
        names = {self.of.path} | {inner.path for inner in self.inner_of.get(self.of.path, [])}
        for kind, text in [key for key in self.pool.places if key[0] == "text"]:
            names |= {name[1:] if name[1:] in self.all else name for name in re.findall(r"[\w/]+(?:\$\w+)+", text)}
        spoken_of = set()
        for name in names:
            while "$" in name:
                spoken_of |= {one for one in (name, name[1:]) if one in self.all}
                name = name.rsplit("$", 1)[0]
        if not spoken_of:
            return []
        data = struct.pack(">H", len(spoken_of))
        for path in sorted(spoken_of):
            outer, own = path.rsplit("$", 1)
            places = self.pool.class_(path), self.pool.class_(outer), self.pool.text(own)
            data += struct.pack(">HHHH", *places, self.all[path].flags)
        return [self.attribute("InnerClasses", data)]

    def written(self):
        for line in self.of.members:
            self.member(line)
        pool, of = self.pool, self.of
        attributes = [self.signature(self.form)]
        this = pool.class_(of.path)
        parent = pool.class_(self.types.erased(self.parent, {})[1:-1])
        interfaces = [pool.class_(self.types.erased(name, self.variables)[1:-1]) for name in self.interfaces]
        attributes += self.inner_classes()

        def listed(attributes):
            parts = (struct.pack(">HI", name, len(data)) + data for name, data in attributes)
            return struct.pack(">H", len(attributes)) + b"".join(parts)

        def members(of_kind):
            parts = (struct.pack(">HHH", *front) + listed(attributes) for *front, attributes in of_kind)
            return struct.pack(">H", len(of_kind)) + b"".join(parts)

        flags = (of.flags | (0 if of.is_interface else SUPER)) & ~FLAGS["static"]
        body = struct.pack(">HHH", flags, this, parent)
        body += struct.pack(">H", len(interfaces)) + b"".join(struct.pack(">H", at) for at in interfaces)
        body += members(self.fields) + members(self.methods) + listed(attributes)
        # 52: Java 8.
        return b"\xca\xfe\xba\xbe" + struct.pack(">HHH", 0, 52, pool.next) + b"".join(pool.bytes) + body


def main(source, out):
    classes = read(source)
    types = Types(classes)
    all_classes = {found.path: found for found in classes}
    inner_of = {}
    for found in classes:
        if found.is_inner:
            inner_of.setdefault(found.outer(), []).append(found)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as jar:
        for found in classes:
            jar.writestr(found.path + ".class", Writer(found, types, all_classes, inner_of).written())
    print(f"{len(classes)} classes of Android.")


if __name__ == "__main__":
    main(*sys.argv[1:])
