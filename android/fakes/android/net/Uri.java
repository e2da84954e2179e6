package android.net;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

public final class Uri {
    private final URI uri;

    private Uri(URI uri) {
        this.uri = uri;
    }

    public static Uri parse(String address) {
        return new Uri(URI.create(address));
    }

    public String getScheme() {
        return uri.getScheme();
    }

    public String getAuthority() {
        return uri.getAuthority();
    }

    public List<String> getPathSegments() {
        List<String> parts = new ArrayList<>(Arrays.asList(uri.getPath().split("/")));
        parts.removeIf(String::isEmpty);
        return parts;
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    public static final class Builder {
        private String address = "";

        public Builder scheme(String scheme) {
            address += scheme + "://";
            return this;
        }

        public Builder authority(String authority) {
            address += authority;
            return this;
        }

        public Builder appendPath(String part) {
            address += "/" + part;
            return this;
        }

        public Uri build() {
            return parse(address);
        }
    }
}
