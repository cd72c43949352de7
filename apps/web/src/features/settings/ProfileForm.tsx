import { Avatar, Button, TextField, useToasts } from "@session/ui";
import { type FormEvent, useState } from "react";
import { useMessenger } from "../../app/context.ts";
import { text } from "../../text/index.ts";
import { checkDisplayName } from "../onboarding/display-name.ts";

export interface ProfileFormProps {
  readonly displayName: string;
  readonly accountId: string;
}

/** Changes the name others see. */
export function ProfileForm({ displayName, accountId }: ProfileFormProps) {
  const messenger = useMessenger();
  const toasts = useToasts();
  const [name, setName] = useState(displayName);
  const check = checkDisplayName(name);
  const error =
    check.kind === "tooLong" ? text.name.tooLong : check.kind === "empty" ? text.name.empty : undefined;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (check.kind !== "valid") return;
    const outcome = await messenger.setDisplayName(check.name);
    toasts.show(
      outcome.ok ? text.settings.nameSaved : text.common.unknownError,
      outcome.ok ? "check" : "alert",
    );
  };

  return (
    <form className="profile-form" onSubmit={(event) => void submit(event)} noValidate>
      <Avatar accountId={accountId} name={name} size={56} />
      <TextField
        label={text.settings.displayName}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={error}
        autoComplete="nickname"
        dir="auto"
        maxLength={200}
      />
      <Button type="submit" disabled={check.kind !== "valid" || check.name === displayName}>
        {text.settings.saveName}
      </Button>
    </form>
  );
}
