// Per frame: the baked room, darkened where a body's shadow falls.
in vec3 world, normal, base;
flat in int kind;
uniform sampler2D lit, dim;
out vec4 colour;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec4 bright = texelFetch(lit, at, 0);
    float open = kind == 6 ? 1. : direct(world, normalize(normal));
    colour = open > .999 ? bright : mix(texelFetch(dim, at, 0), bright, open);
}
