export { Avatar, type AvatarProps } from "./components/Avatar.tsx";
export { Badge, type BadgeProps, type Tone } from "./components/Badge.tsx";
export { Button, type ButtonProps } from "./components/Button.tsx";
export { CopyButton, type CopyButtonProps, copyText } from "./components/CopyButton.tsx";
export { Dialog, type DialogProps } from "./components/Dialog.tsx";
export { HashText, type HashTextProps } from "./components/HashText.tsx";
export { Icon, type IconName, type IconProps } from "./components/Icon.tsx";
export { IconButton, type IconButtonProps } from "./components/IconButton.tsx";
export { type IdentityArc, identityArcs, identityHueStep } from "./components/identity.ts";
export { RingProgress, type RingProgressProps, Rings, type RingsProps } from "./components/Rings.tsx";
export { RingsLogo, type RingsLogoProps } from "./components/RingsLogo.tsx";
export { Segmented, type SegmentedProps } from "./components/Segmented.tsx";
export { NODE_STATES, type NodeStateLook, type NodeStateName, StateBadge } from "./components/StateBadge.tsx";
export {
  Card,
  type CardProps,
  type Fact,
  Facts,
  Stat,
  type StatProps,
  Surface,
} from "./components/Surface.tsx";
export {
  EmptyState,
  ErrorState,
  Notice,
  type NoticeProps,
  Skeleton,
  type SkeletonProps,
  Stale,
  type StaleProps,
  type StateProps,
} from "./components/states.tsx";
export {
  Cell,
  type CellProps,
  ColumnHead,
  type ColumnHeadProps,
  Table,
  type TableProps,
} from "./components/Table.tsx";
export { TextArea, type TextAreaProps, TextField, type TextFieldProps } from "./components/TextField.tsx";
export { ToastProvider, type Toasts, useToasts } from "./components/Toast.tsx";
export * from "./format/index.ts";
