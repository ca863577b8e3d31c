import type { ComponentChildren } from "preact";
import type { Failure } from "../messages";
import { begun, LINE } from "../pieces";

interface Props {
	failure: Failure;
	children?: ComponentChildren;
}

/** What went wrong and what to do next. The texts are the app's: plain text only. */
export function FailureNote({ failure, children }: Props) {
	const { title, message, hint, fields } = failure;
	return (
		<div class="g-failure" role="alert">
			<p>
				<b>{begun(title, LINE)}</b> <bdi>{begun(message)}</bdi>
			</p>
			{Object.entries(fields).map(([name, problem]) => (
				<p key={name}>
					<code>{name}</code> <bdi>{problem}</bdi>
				</p>
			))}
			{hint && <p class="g-soft">{hint}</p>}
			{children}
		</div>
	);
}
