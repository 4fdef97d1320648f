import { describe, expect, test } from "vitest";
import type { HTTPMethod } from "find-my-way";

import { createRouteTable } from "./route-table.ts";

const entry = (method: HTTPMethod, path: string) => ({ method, path, route: `${method} ${path}` });

describe("a table of routes", () => {
  const table = createRouteTable([
    entry("GET", "/customers"),
    entry("POST", "/customers"),
    entry("GET", "/customers/{id}"),
    entry("GET", "/customers/search"),
    entry("GET", "/customers/{customer}/cards/{id}"),
    entry("GET", "/customers/search/saved"),
  ]);

  test.each([
    ["GET", "/customers", "GET /customers", {}],
    ["GET", "/customers?limit=1", "GET /customers", {}],
    ["GET", "/customers#top", "GET /customers", {}],
    ["POST", "/customers", "POST /customers", {}],
    ["GET", "/cust%6Fmers", "GET /customers", {}],
    ["GET", "/customers/cus_1", "GET /customers/{id}", { id: "cus_1" }],
    ["GET", "/customers/a%2Fb%20c", "GET /customers/{id}", { id: "a/b c" }],
    ["GET", "/customers/", "GET /customers/{id}", { id: "" }],
    ["GET", "/customers/search", "GET /customers/search", {}],
    ["GET", "/customers/c/cards/x", "GET /customers/{customer}/cards/{id}", { customer: "c", id: "x" }],
    ["GET", "/customers/search/cards/x", "GET /customers/{customer}/cards/{id}", { customer: "search", id: "x" }],
  ])("finds %s %s", (method, url, route, params) => {
    expect(table.find(method, url)).toEqual({ route, params });
  });

  test.each([
    ["DELETE", "/customers"],
    ["GET", "//customers"],
    ["GET", "/Customers"],
    ["GET", "/customers;a=1"],
    ["GET", "/customers/c/cards"],
    ["GET", "/"],
    ["OPTIONS", "*"],
  ])("has nothing for %s %s", (method, url) => {
    expect(table.find(method, url)).toBeUndefined();
  });

  test.each([
    ["GET", "/v1/customers", "GET /v1/customers", {}],
    ["GET", "/v1/customers?limit=1", "GET /v1/customers", {}],
    ["GET", "/%761/cust%6Fmers", "GET /v1/customers", {}],
    ["POST", "/v1/refunds/re_1", "POST /v1/refunds/{id}", { id: "re_1" }],
  ])("finds %s %s after a prefix", (method, url, route, params) => {
    const entries = [entry("GET", "/v1/customers"), entry("POST", "/v1/refunds/{id}")];
    expect(createRouteTable(entries, { prefix: "/v1" }).find(method, url)).toEqual({ route, params });
  });

  test.each([
    ["GET", "/customers"],
    ["GET", "/v1"],
    ["GET", "/v1/"],
    ["GET", "/v2/customers"],
  ])("has nothing for %s %s after a prefix", (method, url) => {
    expect(createRouteTable([entry("GET", "/v1/customers")], { prefix: "/v1" }).find(method, url)).toBeUndefined();
  });

  test("refuses a route that is there twice", () => {
    const twice = createRouteTable([entry("GET", "/a/{id}"), entry("GET", "/a/{other}")]);
    expect(() => twice.find("GET", "/a/1")).toThrow("already declared");
  });
});
