// The door, where the server has accounts.

import { useState } from "preact/hooks";
import { API, answered } from "../data/remote";
import { t } from "../texts";

export function Login() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [why, setWhy] = useState("");
  const enter = async (e: Event): Promise<void> => {
    e.preventDefault();
    try {
      await answered(await fetch(`${API}/session`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name, password }) }));
      location.reload();
    } catch (error) {
      setWhy(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <main class="door">
      <form class="card" onSubmit={(e) => void enter(e)}>
        <h1>Fogline</h1>
        <label>{t("login.name")}<input autoComplete="username" value={name} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label>{t("login.password")}<input type="password" autoComplete="current-password" value={password} onInput={(e) => setPassword(e.currentTarget.value)} /></label>
        <p class="actions"><button type="submit" class="main">{t("login.enter")}</button></p>
        {why && <p role="alert">{why}</p>}
      </form>
    </main>
  );
}
