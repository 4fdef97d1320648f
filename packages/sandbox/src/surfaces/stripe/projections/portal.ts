import type { Projection } from "../route.ts";
import { absent, isRecord, recordOf, without } from "./fields.ts";

/** The features with those that the sandbox's page has not. */
const configuration: Projection = (shown) => {
  const features = recordOf(shown["features"]);
  const cancel = recordOf(features["subscription_cancel"]);
  return {
    ...shown,
    application: null,
    features: {
      ...features,
      payment_method_update: { ...recordOf(features["payment_method_update"]), payment_method_configuration: null },
      subscription_cancel: {
        ...cancel,
        cancellation_reason: { ...recordOf(cancel["cancellation_reason"]), feedback_options: null },
      },
      subscription_pause: { duration: { interval_options: [], type: "indefinite" }, enabled: false },
      subscription_update: { ...recordOf(features["subscription_update"]), schedule_at_period_end: { conditions: [] } },
    },
    login_page: { enabled: false, url: null },
  };
};

const session: Projection = (shown) => ({
  ...without(shown, "expires_at"),
  after_expiration: null,
  flow: isRecord(shown["flow"]) ? flow(shown["flow"]) : null,
  ...absent("customer_account", "locale", "on_behalf_of"),
});

const flow: Projection = (shown) => {
  const { subscription_cancel: cancel, subscription_update_confirm: confirm, type } = shown;
  return {
    ...shown,
    customer_update: type === "customer_update" ? {} : null,
    subscription_cancel: isRecord(cancel) ? { ...cancel, retention: null } : null,
    subscription_pause: null,
    subscription_update_confirm: isRecord(confirm) ? { ...confirm, discounts: null } : null,
  };
};

/** The page on which a customer looks after what he pays for, by `object`. */
export const portalProjections: Record<string, Projection> = {
  "billing_portal.configuration": configuration,
  "billing_portal.session": session,
};
