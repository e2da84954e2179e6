package android.app.job;

import android.content.ComponentName;

public class JobInfo {
    public static final int NETWORK_TYPE_ANY = 1;
    public static final int BACKOFF_POLICY_EXPONENTIAL = 1;
    final int id;
    String wants = "";

    JobInfo(int id) {
        this.id = id;
    }

    public static final class Builder {
        private final JobInfo made;

        public Builder(int id, ComponentName of) {
            made = new JobInfo(id);
        }

        public Builder setRequiredNetworkType(int type) {
            made.wants += "network ";
            return this;
        }

        public Builder setRequiresBatteryNotLow(boolean on) {
            made.wants += "battery ";
            return this;
        }

        public Builder setBackoffCriteria(long first, int policy) {
            made.wants += policy == BACKOFF_POLICY_EXPONENTIAL ? "backoff " : "";
            return this;
        }

        public Builder setPersisted(boolean on) {
            made.wants += "persisted ";
            return this;
        }

        public Builder setPeriodic(long every) {
            made.wants += "periodic ";
            return this;
        }

        public JobInfo build() {
            return made;
        }
    }
}
