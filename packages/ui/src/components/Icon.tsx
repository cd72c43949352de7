import type { ReactNode } from "react";

/** Line icons on a 20-unit grid, 1.6 stroke, round joins; one set for both apps. */
const SHAPES = {
  check: <path d="M4 10.5 8.2 14.7 16 6" />,
  copy: (
    <>
      <rect x="7" y="7" width="10" height="10" rx="2" />
      <path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2" />
    </>
  ),
  alert: (
    <>
      <circle cx="10" cy="10" r="7.2" />
      <path d="M10 6.2v4.4" />
      <path d="M10 13.6v.05" />
    </>
  ),
  warning: (
    <>
      <path d="M10 3.2 17.6 16.4H2.4Z" />
      <path d="M10 8.2v3.6" />
      <path d="M10 14v.05" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7.2" />
      <path d="M10 9.4v4.4" />
      <path d="M10 6.4v.05" />
    </>
  ),
  clock: (
    <>
      <circle cx="10" cy="10" r="7.2" />
      <path d="M10 5.8V10l2.8 1.8" />
    </>
  ),
  close: <path d="m5 5 10 10M15 5 5 15" />,
  plus: <path d="M10 4v12M4 10h12" />,
  minus: <path d="M5 10h10" />,
  back: <path d="M12 4 6 10l6 6" />,
  forward: <path d="m8 4 6 6-6 6" />,
  up: <path d="m5 12 5-5 5 5" />,
  down: <path d="m5 8 5 5 5-5" />,
  send: <path d="M10 16V4.5M5 9.2l5-5 5 5" />,
  retry: (
    <>
      <path d="M15.8 8A6.2 6.2 0 1 0 16 11.6" />
      <path d="M16.4 4v4.2h-4.2" />
    </>
  ),
  settings: (
    <>
      <path d="M3 6h8M15 6h2M3 14h2M9 14h8" />
      <circle cx="13" cy="6" r="2" />
      <circle cx="7" cy="14" r="2" />
    </>
  ),
  search: (
    <>
      <circle cx="9" cy="9" r="5.4" />
      <path d="m13.2 13.2 3.6 3.6" />
    </>
  ),
  eye: (
    <>
      <path d="M2 10s3-5.4 8-5.4S18 10 18 10s-3 5.4-8 5.4S2 10 2 10Z" />
      <circle cx="10" cy="10" r="2.4" />
    </>
  ),
  key: (
    <>
      <circle cx="6.6" cy="13.4" r="3.4" />
      <path d="m9 11 7.4-7.4M13.6 6.4l2 2" />
    </>
  ),
  person: (
    <>
      <circle cx="10" cy="7" r="3.4" />
      <path d="M3.6 17c.7-3.2 3.2-4.8 6.4-4.8s5.7 1.6 6.4 4.8" />
    </>
  ),
  signOut: (
    <>
      <path d="M8 3.5H5a1.5 1.5 0 0 0-1.5 1.5v10A1.5 1.5 0 0 0 5 16.5h3" />
      <path d="M13 6.5 16.5 10 13 13.5M16.5 10H8" />
    </>
  ),
  link: (
    <>
      <path d="M8.4 11.6a3.2 3.2 0 0 0 4.6 0l2.6-2.6A3.25 3.25 0 0 0 11 4.4l-1 1" />
      <path d="M11.6 8.4a3.2 3.2 0 0 0-4.6 0L4.4 11A3.25 3.25 0 0 0 9 15.6l1-1" />
    </>
  ),
  external: (
    <>
      <path d="M8 4H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-3" />
      <path d="M11.5 3.5h5v5M16 4l-6.5 6.5" />
    </>
  ),
  sun: (
    <>
      <circle cx="10" cy="10" r="3.2" />
      <path d="M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M4.7 15.3l1.1-1.1M14.2 5.8l1.1-1.1" />
    </>
  ),
  moon: <path d="M16.4 11.8A6.8 6.8 0 0 1 8.2 3.6a6.8 6.8 0 1 0 8.2 8.2Z" />,
  system: (
    <>
      <rect x="3" y="4" width="14" height="9.5" rx="1.5" />
      <path d="M7.5 16.5h5" />
    </>
  ),
  pause: <path d="M7.5 5.5v9M12.5 5.5v9" />,
  lock: (
    <>
      <rect x="4.5" y="9" width="11" height="7.5" rx="1.5" />
      <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

export interface IconProps {
  readonly name: IconName;
  /** Pixels; default 20. */
  readonly size?: number;
}

/** A decorative icon; the word beside it, or the label of its button, says what it means. */
export function Icon({ name, size = 20 }: IconProps) {
  return (
    <svg
      className="ui-icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
