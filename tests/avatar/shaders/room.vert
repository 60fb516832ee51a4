#version 330
in vec3 position, direction, paint;
in float material;
uniform mat4 view;
out vec3 world, normal, base;
flat out int kind;

void main() {
    world = position;
    normal = direction;
    base = paint;
    kind = int(material + .5);
    gl_Position = view * vec4(position, 1);
}
