// A triangle of the body is about a pixel large: everything is computed per vertex.
// worn = (shirt, trousers, shoes, hair): metres inside the edge, positive where worn. face = (lips, brow, eye, blush).
in vec3 rest, rest_normal;
in uvec4 bones;
in vec4 weights;
in float puff, tint;
in vec4 worn, face;
layout(std140) uniform Skeleton { vec4 rows[768]; };
uniform mat4 view;
#ifdef SHADED
uniform vec3 skin, shirt, trousers, shoes, hair;
out vec3 seen;

vec4 material() {
    vec3 c = skin * mix(vec3(1), vec3(1.12, .82, .80), face.w);
    if (face.x > .3) c *= mix(vec3(1), vec3(.95, .55, .55), min(face.x, .85));
    if (face.y > 0.) c = mix(c, hair * .8, .85);
    if (face.z > 1.5) c = vec3(.03, .02, .02);
    else if (face.z > .5) c = vec3(.62, .60, .58);
    if (worn.z > 0.) return vec4(shoes * (worn.z < .012 ? .5 : 1.), .15);
    if (worn.x > 0.) return vec4(shirt, 0);
    if (worn.y > 0.) return vec4(trousers, 0);
    if (worn.w > 0.) return vec4(hair, .10);
    return vec4(c, .06);
}
#endif

void main() {
    vec4 x = vec4(0), y = vec4(0), z = vec4(0);
    for (int i = 0; i < 4; i++) {
        uint bone = bones[i] * 3u;
        x += weights[i] * rows[bone];
        y += weights[i] * rows[bone + 1u];
        z += weights[i] * rows[bone + 2u];
    }
    vec4 p = vec4(rest, 1);
    vec3 normal = normalize(vec3(dot(x.xyz, rest_normal), dot(y.xyz, rest_normal), dot(z.xyz, rest_normal)));
    vec3 world = vec3(dot(x, p), dot(y, p), dot(z, p)) + normal * puff;
    gl_Position = view * vec4(world, 1);
#ifdef SHADED
    vec4 m = material();
    seen = developed(shaded(m.rgb * tint, normal, world, m.a, direct(world, normal)) * exposure);
#endif
}
