import { Button, TextField } from "@session/ui";
import { type FormEvent, useState } from "react";
import { text } from "../../text/index.ts";
import { checkDisplayName } from "./display-name.ts";

export interface NameStepProps {
  readonly submitLabel: string;
  /** Rejects only on our own bugs; expected failures end up in the state of the app. */
  readonly onSubmit: (name: string) => Promise<void>;
}

/** Asks for the display name. */
export function NameStep({ submitLabel, onSubmit }: NameStepProps) {
  const [name, setName] = useState("");
  const [isSubmitted, setSubmitted] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const check = checkDisplayName(name);
  const error =
    check.kind === "tooLong"
      ? text.name.tooLong
      : check.kind === "empty" && isSubmitted
        ? text.name.empty
        : undefined;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSubmitted(true);
    if (check.kind !== "valid" || isWorking) return;
    setWorking(true);
    void onSubmit(check.name).finally(() => setWorking(false));
  };

  return (
    <form className="step" onSubmit={submit} noValidate>
      <div className="step-words">
        <h1>{text.name.title}</h1>
        <p>{text.name.text}</p>
      </div>
      <TextField
        label={text.name.label}
        placeholder={text.name.placeholder}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={error}
        autoComplete="nickname"
        dir="auto"
        maxLength={200}
        required
        autoFocus
      />
      <Button type="submit" variant="primary" size="large" wide aria-disabled={isWorking}>
        {isWorking ? text.name.working : submitLabel}
      </Button>
    </form>
  );
}
