import type { AppState } from "../messages";
import { FailureNote } from "../ui/failure-note";
import { useView } from "../view";

const STATE_WORDS: Record<AppState["state"], string> = {
	connecting: "connecting",
	ready: "ready",
	failed: "not connected",
	closed: "closed",
};

export function Header() {
	const { store } = useView();
	const { name, url, version, state, detail, anonymous, error } = store.kernel.app.value;
	const words = STATE_WORDS[state];
	const meta = [words, state === "ready" || detail === words ? "" : detail, version && `Gradio ${version}`]
		.filter(Boolean)
		.join(" · ");
	return (
		<>
			<header class="g-head">
				<span class="g-dot" data-state={state} role="img" aria-label={words} title={words} />
				<b>
					<bdi>{name}</bdi>
				</b>
				<span class="g-soft" aria-live="polite">
					{meta}
				</span>
				{anonymous && (
					<span
						class="g-badge"
						title="Used without a Hugging Face token: passers-by get little GPU time. Connect with token=… for your own quota."
					>
						anonymous
					</span>
				)}
				<span class="g-grow" />
				{/^https?:\/\//i.test(url) && (
					<a class="g-icon" href={url} target="_blank" rel="noopener" aria-label="Open the app" title="Open the app">
						↗
					</a>
				)}
			</header>
			{error && (
				<div class="g-pad">
					<FailureNote failure={error}>
						{state === "failed" && (
							<button type="button" onClick={() => store.wire.ask({ ask: "reconnect" }).catch(() => {})}>
								Try again
							</button>
						)}
					</FailureNote>
				</div>
			)}
		</>
	);
}
