import { useState } from "react";
import { useMessenger } from "../../app/context.ts";
import { goBack } from "../../app/navigation.ts";
import { text } from "../../text/index.ts";
import { NameStep } from "./NameStep.tsx";
import { PhraseStep } from "./PhraseStep.tsx";
import { StepFrame } from "./StepFrame.tsx";

/** First the words, then the name. The words stay in memory only until the account is open. */
export function RestoreAccount() {
  const messenger = useMessenger();
  const [phrase, setPhrase] = useState<string>();
  return (
    <StepFrame onBack={() => (phrase === undefined ? goBack() : setPhrase(undefined))}>
      {phrase === undefined ? (
        <PhraseStep onContinue={setPhrase} />
      ) : (
        <NameStep
          submitLabel={text.name.restore}
          onSubmit={(name) => messenger.restoreAccount(phrase, name)}
        />
      )}
    </StepFrame>
  );
}
