# The initialiser of the library that sets the filter of system calls, for x86-64. The filter itself stands behind it.
        .intel_syntax noprefix
        mov     edi, 38                 # PR_SET_NO_NEW_PRIVS
        mov     esi, 1
        xor     edx, edx
        xor     r10d, r10d
        xor     r8d, r8d
        mov     eax, 157                # prctl
        syscall
        test    rax, rax
        jnz     failed
        lea     rax, [rip + filter]
        push    rax
        push    qword ptr [rip + length]
        mov     edi, 1                  # SECCOMP_SET_MODE_FILTER
        mov     esi, 1                  # SECCOMP_FILTER_FLAG_TSYNC
        mov     rdx, rsp
        mov     eax, 317                # seccomp
        syscall
        add     rsp, 16
        test    rax, rax
        jnz     failed
        ret
failed:
        mov     edi, 71
        mov     eax, 231                # exit_group
        syscall
        .balign 8
length: 
filter = length + 8
