import { type InputHTMLAttributes, type Ref, type TextareaHTMLAttributes, useId } from "react";
import { Icon } from "./Icon.tsx";

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with the value; tied to the field and announced. */
  readonly error?: string | undefined;
  /** Monospaced, for keys and phrases. */
  readonly mono?: boolean;
}

export interface TextFieldProps extends FieldProps, InputHTMLAttributes<HTMLInputElement> {
  readonly ref?: Ref<HTMLInputElement>;
}

/** A labelled line of text with its hint and its error. */
export function TextField({ label, hint, error, mono = false, id, ...rest }: TextFieldProps) {
  const ids = useFieldIds(id, hint, error);
  return (
    <div className="ui-field">
      <FieldLabel htmlFor={ids.field} label={label} />
      <input
        {...rest}
        id={ids.field}
        className="ui-input"
        data-mono={mono ? "" : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={ids.describedBy}
      />
      <FieldNotes ids={ids} hint={hint} error={error} />
    </div>
  );
}

export interface TextAreaProps extends FieldProps, TextareaHTMLAttributes<HTMLTextAreaElement> {
  readonly ref?: Ref<HTMLTextAreaElement>;
}

/** A labelled block of text with its hint and its error. */
export function TextArea({ label, hint, error, mono = false, id, rows = 3, ...rest }: TextAreaProps) {
  const ids = useFieldIds(id, hint, error);
  return (
    <div className="ui-field">
      <FieldLabel htmlFor={ids.field} label={label} />
      <textarea
        {...rest}
        rows={rows}
        id={ids.field}
        className="ui-input"
        data-mono={mono ? "" : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={ids.describedBy}
      />
      <FieldNotes ids={ids} hint={hint} error={error} />
    </div>
  );
}

interface FieldIds {
  readonly field: string;
  readonly hint: string;
  readonly error: string;
  readonly describedBy: string | undefined;
}

function useFieldIds(id: string | undefined, hint: string | undefined, error: string | undefined): FieldIds {
  const made = useId();
  const field = id ?? made;
  const notes = [error ? `${field}-error` : "", hint ? `${field}-hint` : ""].filter((note) => note !== "");
  return {
    field,
    hint: `${field}-hint`,
    error: `${field}-error`,
    describedBy: notes.length > 0 ? notes.join(" ") : undefined,
  };
}

function FieldLabel({ htmlFor, label }: { readonly htmlFor: string; readonly label: string }) {
  return (
    <label className="ui-field-label" htmlFor={htmlFor}>
      {label}
    </label>
  );
}

function FieldNotes({
  ids,
  hint,
  error,
}: {
  readonly ids: FieldIds;
  readonly hint: string | undefined;
  readonly error: string | undefined;
}) {
  return (
    <>
      {/* Always in the page, so that screen readers announce what appears in it. */}
      <div id={ids.error} aria-live="polite">
        {error ? (
          <p className="ui-field-error">
            <Icon name="alert" size={16} />
            <span>{error}</span>
          </p>
        ) : null}
      </div>
      {hint ? (
        <p className="ui-field-hint" id={ids.hint}>
          {hint}
        </p>
      ) : null}
    </>
  );
}
