"""What a shop does with Stripe's Python package, against a sandbox."""

import json
import os
import time
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import stripe

# They have moved to the top of the package since.
errors = getattr(stripe, "error", stripe)

stripe.api_key = os.environ["MICRO_API_KEY"]
stripe.api_base = os.environ["MICRO_API_BASE"]
stripe.api_version = "2022-11-15"

DAY = 24 * 3600


def pay(amount=2000, method="pm_card_visa", **more):
    return stripe.PaymentIntent.create(
        amount=amount,
        currency="usd",
        payment_method=method,
        payment_method_types=["card"],
        confirm=True,
        **more,
    )


def monthly(amount):
    recurring = {"interval": "month"}
    return stripe.Price.create(unit_amount=amount, currency="usd", recurring=recurring, product_data={"name": "Tea"})


def until(found):
    end = time.time() + 20
    while time.time() < end:
        result = found()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError("It never came about.")


class Customers(unittest.TestCase):
    def test_what_is_set_on_an_object_is_saved(self):
        customer = stripe.Customer.create(name="Ada", metadata={"a": "1", "b": 2}, address={"line1": "1 Road", "country": "IT"})
        customer.description = "Tea & biscuits: 50 % ü 日本"
        customer.metadata["b"] = None
        customer.metadata["c"] = "3"
        customer.save()
        self.assertEqual(customer.metadata.to_dict(), {"a": "1", "c": "3"})
        customer.metadata = {"d": "4"}
        customer.save()
        customer.refresh()
        self.assertEqual(customer.metadata.to_dict(), {"d": "4"})
        self.assertEqual(customer.description, "Tea & biscuits: 50 % ü 日本")
        cleared = stripe.Customer.modify(customer.id, metadata="", address="", description="")
        self.assertEqual((cleared.metadata.to_dict(), cleared.address, cleared.description), ({}, None, None))
        self.assertTrue(customer.delete().deleted)
        self.assertEqual(stripe.Customer.retrieve(customer.id).to_dict().keys(), {"id", "object", "deleted"})

    def test_lists_are_walked_in_both_directions(self):
        made = [stripe.Customer.create(email="pages@example.com").id for _ in range(7)]
        listed = stripe.Customer.list(email="pages@example.com", limit=3)
        self.assertEqual([each.id for each in listed.auto_paging_iter()], made[::-1])
        self.assertEqual([each.id for each in listed.next_page()], made[3:0:-1])
        back = stripe.Customer.list(email="pages@example.com", limit=2, ending_before=made[0])
        self.assertEqual([each.id for each in back.auto_paging_iter()], made[1:])
        accounts = [stripe.Account.create(type="custom", capabilities={"transfers": {"requested": True}}).id for _ in range(3)]
        self.assertEqual([each.id for each in stripe.Account.list(limit=1).auto_paging_iter()][:3], accounts[::-1])

    def test_a_search_is_walked_too(self):
        made = {stripe.Customer.create(metadata={"team": "search"}).id for _ in range(5)}
        found = stripe.Customer.search(query="metadata['team']:'search'", limit=2)
        self.assertEqual({each.id for each in found.auto_paging_iter()}, made)


class Payments(unittest.TestCase):
    def test_what_is_expanded_has_its_class(self):
        customer = stripe.Customer.create()
        intent = pay(customer=customer.id, description="Tea")
        shown = stripe.PaymentIntent.retrieve(intent.id, expand=["latest_charge.balance_transaction", "customer"])
        self.assertIsInstance(shown.customer, stripe.Customer)
        self.assertIsInstance(shown.latest_charge, stripe.Charge)
        change = shown.latest_charge.balance_transaction
        self.assertIsInstance(change, stripe.BalanceTransaction)
        self.assertEqual(change.amount - change.fee, change.net)

    def test_a_decline_is_a_card_error_with_the_intent(self):
        with self.assertRaises(errors.CardError) as declined:
            pay(method="pm_card_chargeDeclinedInsufficientFunds")
        error = declined.exception
        self.assertEqual((error.http_status, error.code, error.error.decline_code), (402, "card_declined", "insufficient_funds"))
        self.assertIsInstance(error.error.payment_intent, stripe.PaymentIntent)
        self.assertEqual(stripe.Charge.retrieve(error.error.charge).status, "failed")
        self.assertTrue(error.request_id and error.user_message)

    def test_a_card_asks_its_holder(self):
        self.assertEqual(pay(method="pm_card_authenticationRequired").status, "requires_action")
        customer = stripe.Customer.create()
        method = stripe.PaymentMethod.attach("pm_card_authenticationRequired", customer=customer.id)
        with self.assertRaises(errors.CardError) as asked:
            pay(method=method.id, customer=customer.id, off_session=True)
        self.assertEqual(asked.exception.code, "authentication_required")

    def test_a_hold_is_captured_in_part_and_refunded(self):
        held = pay(capture_method="manual")
        self.assertEqual((held.status, held.amount_capturable), ("requires_capture", 2000))
        captured = held.capture(amount_to_capture=1500)
        self.assertEqual(captured.amount_received, 1500)
        refund = stripe.Refund.create(payment_intent=held.id, amount=500, reason="requested_by_customer")
        self.assertEqual(refund.status, "succeeded")
        stripe.Refund.create(charge=captured.latest_charge)
        with self.assertRaises(errors.InvalidRequestError) as refused:
            stripe.Refund.create(charge=captured.latest_charge)
        self.assertEqual(refused.exception.code, "charge_already_refunded")

    def test_a_dispute_is_won(self):
        intent = pay(method="pm_card_createDispute")
        [dispute] = until(lambda: stripe.Dispute.list(payment_intent=intent.id).data)
        stripe.Dispute.modify(dispute.id, evidence={"uncategorized_text": "winning_evidence"}, submit=True)
        until(lambda: stripe.Dispute.retrieve(dispute.id).status == "won")

    def test_a_key_stands_for_one_call(self):
        first, second = [stripe.Customer.create(name="Ada", idempotency_key="python") for _ in range(2)]
        self.assertEqual(first.id, second.id)
        self.assertEqual(second.last_response.headers["Idempotent-Replayed"], "true")
        with self.assertRaises(errors.IdempotencyError):
            stripe.Customer.create(name="Bea", idempotency_key="python")


class Errors(unittest.TestCase):
    def refused(self, kind, call, **fields):
        with self.assertRaises(kind) as raised:
            call()
        self.assertIs(type(raised.exception), kind)
        self.assertEqual({name: getattr(raised.exception, name) for name in fields}, fields)

    def test_each_has_its_class_status_code_and_parameter(self):
        invalid = errors.InvalidRequestError
        missing = {"code": "resource_missing"}
        self.refused(invalid, lambda: stripe.Customer.retrieve("cus_none"), http_status=404, param="id", **missing)
        self.refused(invalid, lambda: pay(customer="cus_none"), http_status=400, param="customer", **missing)
        self.refused(invalid, lambda: pay(amount="ten"), http_status=400, param="amount", code="parameter_invalid_integer")
        self.refused(invalid, lambda: stripe.Customer.create(email="ada"), http_status=400, code="email_invalid")
        self.refused(errors.AuthenticationError, lambda: stripe.Balance.retrieve(api_key="sk_test_none"), http_status=401)
        self.refused(errors.PermissionError, lambda: stripe.Account.retrieve("acct_none"), http_status=403)
        wrong = {"number": "4242424242424241", "exp_month": 12, "exp_year": 2035, "cvc": "314"}
        create = lambda: stripe.PaymentMethod.create(type="card", card=wrong)
        self.refused(errors.CardError, create, http_status=402, param="number", code="incorrect_number")


class Billing(unittest.TestCase):
    def test_a_subscription_renews_by_its_clock_fails_and_is_paid(self):
        now = int(time.time())
        clock = stripe.test_helpers.TestClock.create(frozen_time=now)
        card = "pm_card_visa"
        payer = {"payment_method": card, "invoice_settings": {"default_payment_method": card}}
        customer = stripe.Customer.create(test_clock=clock.id, **payer)
        subscription = stripe.Subscription.create(
            customer=customer.id,
            items=[{"price": monthly(1500).id, "quantity": 2}],
            expand=["latest_invoice.payment_intent"],
        )
        self.assertEqual(subscription.latest_invoice.payment_intent.status, "succeeded")
        self.assertGreater(subscription.current_period_end, now)
        self.assertEqual(stripe.Invoice.upcoming(customer=customer.id).amount_due, 3000)

        def advance(days):
            stripe.test_helpers.TestClock.advance(clock.id, frozen_time=now + days * DAY)
            until(lambda: stripe.test_helpers.TestClock.retrieve(clock.id).status == "ready")

        advance(32)
        invoices = list(stripe.Invoice.list(subscription=subscription.id, limit=1).auto_paging_iter())
        self.assertEqual([(each.billing_reason, each.paid, each.total) for each in invoices], [
            ("subscription_cycle", True, 3000),
            ("subscription_create", True, 3000),
        ])
        bad = stripe.PaymentMethod.attach("pm_card_chargeCustomerFail", customer=customer.id)
        stripe.Subscription.modify(subscription.id, default_payment_method=bad.id)
        advance(64)
        subscription.refresh()
        self.assertEqual(subscription.status, "past_due")
        due = stripe.Invoice.retrieve(subscription.latest_invoice)
        with self.assertRaises(errors.CardError):
            due.pay()
        [card] = [each.id for each in customer.list_payment_methods(type="card") if each.id != bad.id]
        self.assertTrue(due.pay(payment_method=card).paid)
        self.assertEqual(stripe.Subscription.retrieve(subscription.id).status, "active")
        self.assertEqual(stripe.Subscription.delete(subscription.id).status, "canceled")

    def test_an_invoice_is_sent_paid_and_credited(self):
        customer = stripe.Customer.create(email="ada@example.com", balance=-100)
        stripe.InvoiceItem.create(customer=customer.id, amount=700, currency="usd", description="Tea")
        invoice = stripe.Invoice.create(
            customer=customer.id,
            collection_method="send_invoice",
            days_until_due=14,
            pending_invoice_items_behavior="include",
        )
        invoice = invoice.finalize_invoice().send_invoice()
        self.assertEqual((invoice.status, invoice.amount_due), ("open", 600))
        self.assertEqual(invoice.pay(paid_out_of_band=True).status, "paid")
        note = stripe.CreditNote.create(invoice=invoice.id, amount=300, out_of_band_amount=300)
        self.assertEqual(note.total, 300)


class Platforms(unittest.TestCase):
    def test_a_platform_acts_for_an_account_and_keeps_its_share(self):
        seller = stripe.Account.create(type="custom", capabilities={"transfers": {"requested": True}})
        theirs = stripe.Customer.create(name="Theirs", stripe_account=seller.id)
        theirs.name = "Changed"
        theirs.save()
        self.assertEqual(stripe.Customer.retrieve(theirs.id, stripe_account=seller.id).name, "Changed")
        with self.assertRaises(errors.InvalidRequestError):
            stripe.Customer.retrieve(theirs.id)
        paid = pay(application_fee_amount=300, transfer_data={"destination": seller.id}, expand=["latest_charge.application_fee"])
        fee = paid.latest_charge.application_fee
        self.assertEqual((fee.account, fee.amount), (seller.id, 300))
        self.assertEqual(stripe.ApplicationFee.create_refund(fee.id, amount=100).amount, 100)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.headers["Stripe-Signature"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Webhooks(unittest.TestCase):
    def setUp(self):
        self.server = HTTPServer(("127.0.0.1", 0), Receiver)
        self.server.received = []
        Thread(target=self.server.serve_forever, daemon=True).start()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def test_a_delivery_is_verified(self):
        url = f"http://127.0.0.1:{self.server.server_port}/hook"
        endpoint = stripe.WebhookEndpoint.create(url=url, enabled_events=["customer.updated"], api_version="2022-11-15")
        customer = stripe.Customer.create(name="Ada")
        stripe.Customer.modify(customer.id, name="Bea")
        [(signature, body)] = until(lambda: self.server.received)
        event = stripe.Webhook.construct_event(body, signature, endpoint.secret)
        self.assertEqual((event.type, event.api_version), ("customer.updated", "2022-11-15"))
        self.assertIsInstance(event.data.object, stripe.Customer)
        self.assertEqual(event.data.previous_attributes.name, "Ada")
        self.assertEqual(json.loads(body)["data"]["object"]["name"], "Bea")
        for wrong in [(body + b" ", signature, endpoint.secret), (body, signature, "whsec_other")]:
            with self.assertRaises(errors.SignatureVerificationError):
                stripe.Webhook.construct_event(*wrong)
        self.assertTrue(endpoint.delete().deleted)


if __name__ == "__main__":
    unittest.main()
