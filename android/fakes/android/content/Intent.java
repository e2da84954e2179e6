package android.content;

import android.net.Uri;
import java.util.Map;
import java.util.TreeMap;

public class Intent {
    public static final String ACTION_VIEW = "android.intent.action.VIEW";
    public static final String ACTION_SEND = "android.intent.action.SEND";
    public static final String ACTION_GET_CONTENT = "android.intent.action.GET_CONTENT";
    public static final String ACTION_OPEN_DOCUMENT = "android.intent.action.OPEN_DOCUMENT";
    public static final String ACTION_BATTERY_CHANGED = "android.intent.action.BATTERY_CHANGED";
    public static final String CATEGORY_OPENABLE = "android.intent.category.OPENABLE";
    public static final String EXTRA_STREAM = "android.intent.extra.STREAM";
    public static final String EXTRA_TEXT = "android.intent.extra.TEXT";
    public static final int FLAG_GRANT_READ_URI_PERMISSION = 1;
    public static final int FLAG_GRANT_WRITE_URI_PERMISSION = 2;
    public static final int FLAG_ACTIVITY_NEW_TASK = 0x10000000;
    public static final int FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY = 0x00100000;

    private final Map<String, Object> extras = new TreeMap<>();
    private final String action;
    private Uri data;
    private String type;
    private int flags;
    private ClipData clip;

    public Intent(String action) {
        this.action = action;
    }

    public Intent(Context context, Class<?> of) {
        this.action = of.getSimpleName();
    }

    public static Intent createChooser(Intent target, CharSequence title) {
        return new Intent("chooser").putExtra("target", target).putExtra("title", title.toString());
    }

    public String getAction() {
        return action;
    }

    public Uri getData() {
        return data;
    }

    public Intent setData(Uri data) {
        this.data = data;
        return this;
    }

    public String getType() {
        return type;
    }

    public Intent setType(String type) {
        this.type = type;
        return this;
    }

    public Intent addCategory(String category) {
        return this;
    }

    public Intent addFlags(int flags) {
        this.flags |= flags;
        return this;
    }

    public int getFlags() {
        return flags;
    }

    public void setClipData(ClipData clip) {
        this.clip = clip;
    }

    /** Whom the other app gets the right to. */
    public Uri granted() {
        return clip == null ? null : clip.uri;
    }

    public Intent putExtra(String name, Object value) {
        extras.put(name, value);
        return this;
    }

    public Intent putExtra(String name, Uri value) {
        return putExtra(name, (Object) value);
    }

    public Object extra(String name) {
        return extras.get(name);
    }

    public String getStringExtra(String name) {
        return (String) extras.get(name);
    }

    @SuppressWarnings("unchecked")
    public <T> T getParcelableExtra(String name) {
        return (T) extras.get(name);
    }

    public int getIntExtra(String name, int otherwise) {
        return extras.containsKey(name) ? (Integer) extras.get(name) : otherwise;
    }
}
