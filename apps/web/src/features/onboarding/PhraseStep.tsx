import { Button, Icon, TextArea } from "@session/ui";
import { type ChangeEvent, type FormEvent, useState } from "react";
import { isBulkInput } from "../../app/bulk-input.ts";
import { text } from "../../text/index.ts";
import { checkPhrase, type PhraseCheck } from "./phrase-input.ts";

const PHRASE_CHARS_MAX = 1_000;

/** Asks for the 13 words and says what is wrong with them as soon as that is certain. */
export function PhraseStep({ onContinue }: { readonly onContinue: (phrase: string) => void }) {
  const [phrase, setPhrase] = useState("");
  const [isSettled, setSettled] = useState(false);
  const check = checkPhrase(phrase, isSettled);

  const change = (event: ChangeEvent<HTMLTextAreaElement>): void => {
    setSettled(isBulkInput(event.nativeEvent));
    setPhrase(event.target.value);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (check.kind === "valid") onContinue(check.phrase);
  };

  return (
    <form className="step" onSubmit={submit} noValidate>
      <div className="step-words">
        <h1>{text.restore.title}</h1>
        <p>{text.restore.text}</p>
      </div>
      <TextArea
        label={text.restore.label}
        placeholder={text.restore.placeholder}
        value={phrase}
        onChange={change}
        onBlur={() => setSettled(true)}
        error={errorOf(check)}
        hint={hintOf(check)}
        mono
        rows={4}
        maxLength={PHRASE_CHARS_MAX}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        autoFocus
      />
      <Button type="submit" variant="primary" size="large" wide disabled={check.kind !== "valid"}>
        {text.common.continue}
        {check.kind === "valid" ? <Icon name="forward" size={18} /> : null}
      </Button>
    </form>
  );
}

function errorOf(check: PhraseCheck): string | undefined {
  switch (check.kind) {
    case "tooFew":
      return text.restore.tooFew(check.count);
    case "tooMany":
      return text.restore.tooMany(check.count);
    case "unknownWord":
      return text.restore.unknownWord(check.word, check.position);
    case "checksum":
      return text.restore.checksum;
    default:
      return undefined;
  }
}

function hintOf(check: PhraseCheck): string | undefined {
  if (check.kind === "typing") return text.restore.progress(check.count);
  return check.kind === "valid" ? text.restore.valid : undefined;
}
