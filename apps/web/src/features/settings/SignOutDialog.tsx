import { Button, Dialog, Notice } from "@session/ui";
import { useState } from "react";
import { useMessenger } from "../../app/context.ts";
import { navigate } from "../../app/navigation.ts";
import { text } from "../../text/index.ts";

export interface SignOutDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks once more before everything of the account is removed from this device. */
export function SignOutDialog({ isOpen, onClose }: SignOutDialogProps) {
  const messenger = useMessenger();
  const [hasFailed, setFailed] = useState(false);
  const [isWorking, setWorking] = useState(false);

  const confirm = async (): Promise<void> => {
    if (isWorking) return;
    setFailed(false);
    setWorking(true);
    // What is being sent at this moment gets a few seconds to finish.
    const outcome = await messenger.signOut();
    setWorking(false);
    if (outcome.ok) navigate({ page: "home" }, { replace: true });
    else setFailed(true);
  };

  return (
    <Dialog title={text.signOut.title} isOpen={isOpen} onClose={onClose} closeLabel={text.common.close}>
      <p className="ui-muted">{text.signOut.text}</p>
      {hasFailed ? (
        <Notice tone="danger" icon="warning">
          {text.signOut.failed}
        </Notice>
      ) : null}
      <div className="ui-dialog-actions">
        <Button onClick={onClose}>{text.common.cancel}</Button>
        <Button variant="danger" aria-disabled={isWorking} onClick={() => void confirm()}>
          {isWorking ? text.signOut.working : text.signOut.confirm}
        </Button>
      </div>
    </Dialog>
  );
}
