import { isObject, list, text } from "../values";
import { type OutputProps, registerOutput } from "./registry";
import { Corner } from "./text";

/** Tokens on a ground of their class's colour; numbers from -1 to 1 go from red to green. */
function Highlight({ output }: OutputProps) {
	const tokens = list(output.value)
		.filter(isObject)
		.map(({ token, class_or_confidence }) => ({ token: text(token), mark: class_or_confidence ?? null }));
	const classes = [...new Set(tokens.map(({ mark }) => mark).filter((mark) => typeof mark === "string"))];

	return (
		<>
			<div class="g-legend">
				{classes.map((name, i) => (
					<span class="g-mark" key={name} style={ground(hueOf(i))}>
						{name}
					</span>
				))}
			</div>
			<div class="g-text g-free">
				<div class="g-prose g-pre">
					{tokens.map(({ token, mark }, i) => {
						if (mark === null) return token;
						const style =
							typeof mark === "number"
								? ground(mark < 0 ? 25 : 145, Math.abs(mark))
								: ground(hueOf(classes.indexOf(text(mark))));
						return (
							<span class="g-mark" key={i} style={style} title={text(mark)}>
								{token}
							</span>
						);
					})}
				</div>
				<Corner source={tokens.map(({ token }) => token).join("")} />
			</div>
		</>
	);
}

/** Neighbours in the legend are far apart on the wheel. */
export const hueOf = (place: number): number => (200 + place * 137.5) % 360;

export const ground = (hue: number, strength = 1): { [property: string]: string } => ({
	"--hue": String(hue),
	"--strength": `${Math.min(1, strength) * 100}%`,
});

registerOutput("highlight", Highlight);
