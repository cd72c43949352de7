// Reads the style sheet and computes the contrast of every pair of text and ground that the components use.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const displayCss = readFileSync(new URL("../styles/display.css", import.meta.url), "utf8");

type Tokens = ReadonlyMap<string, string>;

function block(start: string): Tokens {
  const from = css.indexOf("{", css.indexOf(start)) + 1;
  const body = css.slice(from, css.indexOf("}", from));
  return new Map(
    [...body.matchAll(/(--[\w-]+|color-scheme):\s*([^;]+);/g)].map((m) => [m[1] ?? "", m[2] ?? ""]),
  );
}

const light = block(":root {");
const darkBySystem = block(':root:not([data-theme="light"])');
const darkByChoice = block(':root[data-theme="dark"]');
const dark: Tokens = new Map([...light, ...darkByChoice]);

function resolve(tokens: Tokens, name: string): readonly [number, number, number] {
  const value = tokens.get(name) ?? "";
  const reference = /^var\((--[\w-]+)\)$/.exec(value);
  if (reference) return resolve(tokens, reference[1] ?? "");
  const parts = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(value);
  if (!parts) throw new Error(`${name}: not an opaque oklch colour: ${value}`);
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

/** Relative luminance (WCAG 2) of an OKLCH colour, clipped to sRGB as a screen does. */
function luminance([l, c, h]: readonly [number, number, number]): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number) => Math.min(1, Math.max(0, x));
  const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: readonly [number, number, number], other: readonly [number, number, number]): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["--bg", "--surface", "--surface-raised", "--surface-sunken"];
const TEXT_PAIRS = [
  ...GROUNDS.flatMap((ground) =>
    ["--text", "--text-muted", "--text-faint", "--accent-text", "--danger"].map(
      (ink) => [ink, ground] as const,
    ),
  ),
  ["--on-accent", "--accent"],
  ["--on-accent", "--accent-hover"],
  ["--accent-text", "--accent-soft"],
  ["--text", "--bubble-own"],
  ["--text-muted", "--bubble-own"],
  ["--text", "--bubble-other"],
  ["--text-muted", "--bubble-other"],
  ["--danger", "--bubble-own"],
  ["--ok", "--ok-soft"],
  ["--attention", "--attention-soft"],
  ["--danger", "--danger-soft"],
  ["--text", "--danger-soft"],
  ["--text", "--attention-soft"],
  ["--text-muted", "--inactive-soft"],
] as const;

describe.each([
  ["light", light],
  ["dark", dark],
] as const)("%s theme", (_, tokens) => {
  test.each(TEXT_PAIRS.map(([ink, ground]) => ({ ink, ground })))(
    "behaviour: $ink on $ground is readable (4.5 or more)",
    ({ ink, ground }) => {
      expect(contrast(resolve(tokens, ink), resolve(tokens, ground))).toBeGreaterThanOrEqual(4.5);
    },
  );
  test.each(GROUNDS)("behaviour: controls stand out from %s (3 or more)", (ground) => {
    expect(contrast(resolve(tokens, "--control-line"), resolve(tokens, ground))).toBeGreaterThanOrEqual(3);
    expect(contrast(resolve(tokens, "--accent"), resolve(tokens, ground))).toBeGreaterThanOrEqual(3);
  });
  test("behaviour: the letter of every person is readable on their colour", () => {
    const of = (part: string) => Number(tokens.get(`--identity-${part}`));
    for (let hue = 0; hue < 360; hue += 15)
      expect(
        contrast([of("fill-l"), of("fill-c"), hue], [of("ink-l"), of("ink-c"), hue]),
      ).toBeGreaterThanOrEqual(4.5);
  });
});

describe("tokens", () => {
  test("behaviour: dark is the same by choice and by the system", () => {
    expect([...darkByChoice]).toEqual([...darkBySystem]);
    expect(darkByChoice.get("color-scheme")).toBe("dark");
  });
  test("behaviour: dark overrides only what light declares", () => {
    expect([...darkByChoice.keys()].filter((name) => !light.has(name))).toEqual([]);
  });
  test("behaviour: the style sheet has a rule for each of the 24 hue steps", () => {
    expect(displayCss.match(/\.ui-avatar\[data-hue="\d+"\]/g)).toHaveLength(24);
  });
});
