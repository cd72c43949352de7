import { Button, Card, Segmented } from "@session/ui";
import { useState } from "react";
import { navigate } from "../../app/navigation.ts";
import { PageHead } from "../../app/PageHead.tsx";
import { applyTheme, readTheme, type Theme } from "../../app/theme.ts";
import type { AccountView } from "../../client/backend.ts";
import { text } from "../../text/index.ts";
import { OwnAccountId } from "../contacts/NewConversation.tsx";
import { ProfileForm } from "./ProfileForm.tsx";
import { SignOutDialog } from "./SignOutDialog.tsx";

/** Name, account ID, look, recovery password and the way out. */
export function SettingsPage({ account }: { readonly account: AccountView }) {
  const [theme, setTheme] = useState<Theme>(() => readTheme(localStorage));
  const [isLeaving, setLeaving] = useState(false);
  return (
    <div className="page">
      <PageHead title={text.settings.title} />
      <div className="page-body">
        <Card title={text.settings.profile}>
          <ProfileForm displayName={account.displayName} accountId={account.accountId} />
          <h3 className="settings-subtitle">{text.common.yourAccountId}</h3>
          <OwnAccountId accountId={account.accountId} />
        </Card>
        <Card title={text.settings.appearance}>
          <Segmented
            label={text.settings.theme}
            value={theme}
            onChange={(next) => {
              applyTheme(next, localStorage, document.documentElement);
              setTheme(next);
            }}
            options={[
              { value: "light", label: text.settings.themeLight, icon: "sun" },
              { value: "dark", label: text.settings.themeDark, icon: "moon" },
              { value: "system", label: text.settings.themeSystem, icon: "system" },
            ]}
          />
        </Card>
        <Card title={text.settings.recovery}>
          <div className="settings-action">
            <p className="ui-muted">{text.settings.recoveryText}</p>
            <Button icon="key" onClick={() => navigate({ page: "recovery" })}>
              {text.settings.recoveryOpen}
            </Button>
          </div>
        </Card>
        <Card title={text.settings.signOut}>
          <div className="settings-action">
            <p className="ui-muted">{text.settings.signOutText}</p>
            <Button variant="danger" icon="signOut" onClick={() => setLeaving(true)}>
              {text.settings.signOutAction}
            </Button>
          </div>
        </Card>
      </div>
      <SignOutDialog isOpen={isLeaving} onClose={() => setLeaving(false)} />
    </div>
  );
}
