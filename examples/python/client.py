"""A payment from Python, with nothing but the standard library."""

import base64
import json
import os
import unittest
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BASE = os.environ["MICRO_API_BASE"]
KEY = os.environ["MICRO_API_KEY"]


def call(path, body=None):
    """Calls the API. An error that it answers is returned as any other answer."""
    credentials = base64.b64encode(f"{KEY}:".encode()).decode()
    headers = {"authorization": f"Basic {credentials}", "content-type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(BASE + path, data, headers)) as answer:
            return json.load(answer)
    except HTTPError as error:
        return json.load(error)


class Payments(unittest.TestCase):
    def test_a_card_is_charged(self):
        intent = call("/payments/payment_intents", {"amount": 2000, "currency": "usd"})
        paid = call(f"/payments/payment_intents/{intent['id']}/confirm", {"payment_method": "pm_card_visa"})
        self.assertEqual(paid["status"], "succeeded")

    def test_a_declined_card_says_why(self):
        pay = {"amount": 2000, "currency": "usd", "payment_method": "tok_declined", "confirm": True}
        self.assertEqual(call("/payments/payment_intents", pay)["error"]["code"], "card_declined")

    def test_a_month_passes_in_a_moment(self):
        before = call("/sandbox/clock")["now"]
        call("/sandbox/clock/advance", {"seconds": 30 * 24 * 3600})
        self.assertGreaterEqual(call("/sandbox/clock")["now"], before + 30 * 24 * 3600)


if __name__ == "__main__":
    unittest.main()
