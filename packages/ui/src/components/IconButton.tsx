import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./Icon.tsx";

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  /** Name of the button for screen readers, and its tooltip. */
  readonly label: string;
  readonly size?: "small" | "medium";
  readonly variant?: "quiet" | "primary";
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button that shows only an icon. */
export function IconButton({
  icon,
  label,
  size = "medium",
  variant = "quiet",
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <button
      title={label}
      {...rest}
      type={type}
      className={className ? `ui-icon-button ${className}` : "ui-icon-button"}
      data-size={size}
      data-variant={variant}
      aria-label={label}
    >
      <Icon name={icon} size={size === "small" ? 16 : 20} />
    </button>
  );
}
