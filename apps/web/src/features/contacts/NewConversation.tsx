import { Button, Card, HashText, TextArea } from "@session/ui";
import { type ChangeEvent, type FormEvent, type KeyboardEvent, useState } from "react";
import { isBulkInput } from "../../app/bulk-input.ts";
import { useMessenger } from "../../app/context.ts";
import { navigate } from "../../app/navigation.ts";
import { PageHead } from "../../app/PageHead.tsx";
import { text } from "../../text/index.ts";
import { type AccountIdCheck, checkAccountId } from "./account-id-input.ts";

const INPUT_CHARS_MAX = 400;

/** Adds a person by account ID and opens the conversation with them. */
export function NewConversation({ ownId }: { readonly ownId: string }) {
  const messenger = useMessenger();
  const [input, setInput] = useState("");
  const [isSettled, setSettled] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const check = checkAccountId(input, ownId);
  const error = hasFailed ? text.contact.errors.failed : isSettled ? errorOf(check) : undefined;

  const change = (event: ChangeEvent<HTMLTextAreaElement>): void => {
    // While typing, nothing is judged until the user says so.
    setSettled(isBulkInput(event.nativeEvent));
    setFailed(false);
    setInput(event.target.value);
  };
  const submit = async (): Promise<void> => {
    setSettled(true);
    if (check.kind !== "valid") return;
    const outcome = await messenger.addContact(check.accountId);
    if (outcome.ok) navigate({ page: "conversation", accountId: check.accountId }, { replace: true });
    else setFailed(true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };

  return (
    <div className="page">
      <PageHead title={text.contact.title} />
      <div className="page-body">
        <Card>
          <form
            className="contact-form"
            noValidate
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              void submit();
            }}
          >
            <TextArea
              label={text.contact.label}
              hint={text.contact.text}
              placeholder={text.contact.placeholder}
              value={input}
              onChange={change}
              onKeyDown={onKeyDown}
              error={error}
              mono
              rows={2}
              maxLength={INPUT_CHARS_MAX}
              autoComplete="off"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
            />
            <Button type="submit" variant="primary">
              {text.contact.submit}
            </Button>
          </form>
        </Card>
        <Card title={text.contact.ownTitle}>
          <p className="ui-muted">{text.contact.ownText}</p>
          <OwnAccountId accountId={ownId} />
        </Card>
      </div>
    </div>
  );
}

/** The user's own account ID in full, with one click to copy. */
export function OwnAccountId({ accountId }: { readonly accountId: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be for controls; this groups a value with its name
    <div className="own-id" role="group" aria-label={text.common.yourAccountId}>
      <HashText value={accountId} full copyLabel={text.common.copyAccountId} />
    </div>
  );
}

function errorOf(check: AccountIdCheck): string | undefined {
  const errors = text.contact.errors;
  switch (check.kind) {
    case "valid":
      return undefined;
    case "empty":
      return errors.empty;
    case "own":
      return errors.own;
    case "length":
      return errors.length(check.count);
    case "prefix":
      return errors.prefix(check.prefix);
    case "characters":
      return errors.characters;
  }
}
