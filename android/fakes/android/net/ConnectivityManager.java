package android.net;

import fake.World;
import java.util.Map;
import java.util.TreeMap;

public class ConnectivityManager {
    private static final Map<String, Network> NETWORKS = new TreeMap<>();
    private static NetworkCallback watching;

    public Network getActiveNetwork() {
        return World.get("network").isEmpty() ? null : new Network();
    }

    public NetworkCapabilities getNetworkCapabilities(Network network) {
        return new NetworkCapabilities(World.get("network"));
    }

    public void registerNetworkCallback(NetworkRequest request, NetworkCallback callback) {
        watching = callback;
    }

    public void unregisterNetworkCallback(NetworkCallback callback) {
        watching = null;
    }

    private static Network named(String name) {
        return NETWORKS.computeIfAbsent(name, any -> new Network());
    }

    /** A network is as this says now. */
    public static void changes(String name, String how) {
        if (watching != null) {
            watching.onCapabilitiesChanged(named(name), new NetworkCapabilities(how));
        }
    }

    public static void loses(String name) {
        if (watching != null) {
            watching.onLost(named(name));
        }
    }

    public static class NetworkCallback {
        public void onCapabilitiesChanged(Network network, NetworkCapabilities can) {}

        public void onLost(Network network) {}
    }
}
