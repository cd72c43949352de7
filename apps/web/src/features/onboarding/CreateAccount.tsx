import { useMessenger } from "../../app/context.ts";
import { goBack } from "../../app/navigation.ts";
import { text } from "../../text/index.ts";
import { NameStep } from "./NameStep.tsx";
import { StepFrame } from "./StepFrame.tsx";

/** A new account needs only a name. */
export function CreateAccount() {
  const messenger = useMessenger();
  return (
    <StepFrame onBack={goBack}>
      <NameStep submitLabel={text.name.create} onSubmit={(name) => messenger.createAccount(name)} />
    </StepFrame>
  );
}
