import { describe, expect, test } from "vitest";
import { createRateLimiter } from "./rate-limit.ts";

const take = (limiter: ReturnType<typeof createRateLimiter>, ip: string, count: number, atMs: number) =>
  Array.from({ length: count }, () => limiter.allow(ip, atMs)).filter(Boolean).length;

describe("createRateLimiter", () => {
  test("default: 600 at once, then 300 per second", () => {
    const limiter = createRateLimiter();
    expect(take(limiter, "a", 700, 0)).toBe(600);
    expect(take(limiter, "a", 400, 1_000)).toBe(300);
    expect(take(limiter, "a", 10, 1_010)).toBe(3);
  });

  test("behaviour: a bucket never holds more than 600", () => {
    const limiter = createRateLimiter();
    take(limiter, "a", 300, 0);
    expect(take(limiter, "a", 1_000, 1_000_000)).toBe(600);
  });

  test("behaviour: addresses do not share a bucket", () => {
    const limiter = createRateLimiter();
    take(limiter, "a", 600, 0);
    expect(limiter.allow("b", 0)).toBe(true);
  });

  test("error: beyond 10,000 addresses new ones are refused until full buckets are forgotten", () => {
    const limiter = createRateLimiter();
    for (let index = 0; index < 10_000; index++) limiter.allow(`ip${index}`, 0);
    expect(limiter.allow("new", 0)).toBe(false);
    expect(limiter.allow("ip7", 0)).toBe(true);
    expect(limiter.allow("new", 10_000)).toBe(true);
    expect(limiter.tracked()).toBe(1);
  });
});
