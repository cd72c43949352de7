import { Button, Card, CopyButton, Notice } from "@session/ui";
import { useState } from "react";
import { useMessenger } from "../../app/context.ts";
import { PageHead } from "../../app/PageHead.tsx";
import { text } from "../../text/index.ts";

type Shown =
  | { readonly kind: "hidden" }
  | { readonly kind: "failed" }
  | { readonly kind: "words"; readonly phrase: string };

/** The recovery password: hidden until asked for, fetched from the worker only then. */
export function RecoveryPage() {
  const messenger = useMessenger();
  const [shown, setShown] = useState<Shown>({ kind: "hidden" });

  const reveal = async (): Promise<void> => {
    const outcome = await messenger.recoveryPhrase();
    setShown(outcome.ok ? { kind: "words", phrase: outcome.value } : { kind: "failed" });
  };

  return (
    <div className="page">
      <PageHead title={text.recovery.title} />
      <div className="page-body">
        <Card>
          <div className="recovery">
            <p>{text.recovery.text}</p>
            {shown.kind === "words" ? (
              <Words phrase={shown.phrase} />
            ) : (
              <div className="recovery-cover">
                <span>{text.recovery.hidden}</span>
              </div>
            )}
            {shown.kind === "failed" ? <Notice tone="danger">{text.recovery.unavailable}</Notice> : null}
            <div className="recovery-actions">
              {shown.kind === "words" ? (
                <>
                  <Button onClick={() => setShown({ kind: "hidden" })}>{text.recovery.hide}</Button>
                  <CopyButton
                    value={shown.phrase}
                    label={text.recovery.copy}
                    copiedLabel={text.recovery.copied}
                    size="medium"
                  />
                </>
              ) : (
                <Button variant="primary" icon="eye" onClick={() => void reveal()}>
                  {text.recovery.reveal}
                </Button>
              )}
            </div>
          </div>
        </Card>
      </div>
    </div>
  );
}

function Words({ phrase }: { readonly phrase: string }) {
  return (
    <ol className="recovery-words" aria-label={text.recovery.words}>
      {phrase.split(" ").map((word, index) => (
        <li key={index}>{word}</li>
      ))}
    </ol>
  );
}
