export { keepMethod, markAuthenticated } from "./attach.ts";
export { advanceTestClock, failTestClock, stepTestClock } from "./advance-test-clock.ts";
export { attachPaymentMethod } from "./attach-payment-method.ts";
export { createCustomer } from "./create-customer.ts";
export { createPaymentMethod } from "./create-payment-method.ts";
export { createTaxId } from "./create-tax-id.ts";
export { deleteTaxId } from "./delete-tax-id.ts";
export { getTaxId } from "./get-tax-id.ts";
export { listTaxIds } from "./list-tax-ids.ts";
export { taxIdsOf } from "./tax-id.ts";
export { createTestClock } from "./create-test-clock.ts";
export { getCustomerRow, toShipping } from "./customer.ts";
export { deleteCustomer } from "./delete-customer.ts";
export { customersOn, hasTestClock, removeTestClock } from "./delete-test-clock.ts";
export { detachPaymentMethod } from "./detach-payment-method.ts";
export { getCustomer } from "./get-customer.ts";
export { getPaymentMethod } from "./get-payment-method.ts";
export { getTestClock } from "./get-test-clock.ts";
export { currencyOfType, instrumentOf, type Instrument } from "./instruments.ts";
export { listCustomers, searchCustomers } from "./list-customers.ts";
export { listCustomerPaymentMethods, listPaymentMethods } from "./list-payment-methods.ts";
export { listTestClocks } from "./list-test-clocks.ts";
export {
  authenticationRequired,
  blockedByRule,
  chargeOutcome,
  notAuthenticated,
  type AttemptOutcome,
  type Declined,
} from "./outcomes.ts";
export { assertUsable, getPaymentMethodRow, toPaymentMethod } from "./payment-method.ts";
export { resolvePaymentMethod } from "./resolve-payment-method.ts";
export {
  advanceClockJob,
  countClocks,
  expireClockJob,
  inTimeOfCustomer,
  inTimeOfRead,
  inTimeOfTestClock,
} from "./test-clock.ts";
export { customerSchema, type PaymentMethodRow } from "./tables.ts";
export { findEmail } from "./store.ts";
export { updateCustomer } from "./update-customer.ts";
export { updatePaymentMethod } from "./update-payment-method.ts";
