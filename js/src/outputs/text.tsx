import { useLazy } from "../lazy";
import { CopyButton } from "../panel/copy";
import { text } from "../values";
import { useFollow } from "./follow";
import { type OutputProps, registerOutput } from "./registry";

/** Text as it is; also what stands there until Markdown and HTML can be drawn. */
function Plain({ source }: { source: string }) {
	return <div class="g-prose g-pre">{source}</div>;
}

function Text({ output }: OutputProps) {
	const shown = text(output.value);
	return (
		<div class="g-text">
			<div class="g-prose g-pre" {...useFollow<HTMLDivElement>(shown)}>
				{shown}
			</div>
			<CopyButton text={shown} />
		</div>
	);
}

function Num({ output }: OutputProps) {
	return <div class="g-number">{text(output.value)}</div>;
}

const useProse = () => useLazy<typeof import("../lazy/prose")>("prose");

export function Markdown(props: { source: string; breaks?: boolean }) {
	const prose = useProse();
	return prose.state === "ready" ? <prose.module.Markdown {...props} /> : <Plain source={props.source} />;
}

function Html({ output }: OutputProps) {
	const prose = useProse();
	const source = text(output.value);
	return prose.state === "ready" ? (
		<prose.module.Html source={source} label={output.label} />
	) : (
		<Plain source={source} />
	);
}

registerOutput("text", Text);
registerOutput("number", Num);
registerOutput("markdown", ({ output }) => <Markdown source={text(output.value)} />);
registerOutput("html", Html);
