const HUE_STEPS = 24;

/** Colour step of a person, 0 to 23, the same on every device; the style sheet turns it into a hue. */
export function identityHueStep(accountId: string): number {
  return byteAt(accountId, 1) % HUE_STEPS;
}

export interface IdentityArc {
  /** Units of a 40-unit square. */
  readonly radius: number;
  /** Degrees. */
  readonly start: number;
  /** Hundredths of the circle. */
  readonly length: number;
}

/** Three open rings whose gaps differ from person to person. */
export function identityArcs(accountId: string): readonly IdentityArc[] {
  return [16.4, 11.4, 6.6].map((radius, index) => ({
    radius,
    start: Math.round((byteAt(accountId, 2 + index * 2) / 256) * 360),
    length: 42 + Math.round((byteAt(accountId, 3 + index * 2) / 255) * 44),
  }));
}

/** Byte of the hex text; 0 where there is none, so that any text gives a picture. */
function byteAt(hex: string, index: number): number {
  const digits = hex.slice(index * 2, index * 2 + 2);
  // parseInt alone would take "-1", too.
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : 0;
}
