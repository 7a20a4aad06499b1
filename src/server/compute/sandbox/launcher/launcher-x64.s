# The launcher of workers for x86-64: see launcher.ts for what it does. Assembled: LAUNCHER_CODE in machine-code.ts (a test compares them).
        .intel_syntax noprefix
        .set DATA, 0x20000000           # .argv .envp .length .status .poll[2] .program
        .set FD, 5
_start:
        lea     rax, [rsp + 16]         # &argv[1]
        mov     [DATA], rax
        mov     rcx, [rsp]
        lea     rax, [rsp + rcx*8 + 16] # envp
        mov     [DATA + 8], rax
load:                                   # the next program, or the end of the child
        mov     edi, DATA + 32
        mov     esi, 2
        xor     edx, edx
        xor     r10d, r10d
        mov     eax, 271                # ppoll
        syscall
        mov     edi, FD
        mov     esi, DATA + 16
        mov     edx, 8
        mov     r10d, 0x40              # MSG_DONTWAIT
        xor     r8d, r8d
        xor     r9d, r9d
        mov     eax, 45                 # recvfrom
        syscall
        cmp     rax, 8
        jne     wait
        mov     edi, FD
        mov     esi, DATA + 48
        mov     rdx, [DATA + 16]
        mov     r10d, 0x100             # MSG_WAITALL
        mov     eax, 45
        syscall
        cmp     rax, [DATA + 16]
        jne     failed
        mov     r12d, DATA + 48
run:                                    # r12: .number .arguments[6] .indirect .skip .code .result
        mov     rax, [r12]
        cmp     rax, -1
        je      load
        cmp     rax, -2
        je      wait
        mov     r13, [r12 + 56]
        mov     rdi, [r12 + 8]
        test    r13b, 1
        jz      1f
        mov     rdi, [rdi]
1:      mov     rsi, [r12 + 16]
        test    r13b, 2
        jz      1f
        mov     rsi, [rsi]
1:      mov     rdx, [r12 + 24]
        test    r13b, 4
        jz      1f
        mov     rdx, [rdx]
1:      mov     r10, [r12 + 32]
        test    r13b, 8
        jz      1f
        mov     r10, [r10]
1:      mov     r8, [r12 + 40]
        mov     r9, [r12 + 48]
        syscall
        mov     [r12 + 80], rax
        test    rax, rax
        js      2f
        jz      3f
        add     r12, [r12 + 64]         # more than 0: also the parent of a fork
        jmp     3f
2:      cmp     qword ptr [r12 + 72], 0
        jne     end
3:      add     r12, 88
        jmp     run
end:                                    # with its own code, and what the kernel said in the next one's place
        mov     edi, [r12 + 72]
        jmp     exit
wait:                                   # ends as its child does
        mov     rdi, -1
        mov     esi, DATA + 24
        xor     edx, edx
        xor     r10d, r10d
        mov     eax, 61                 # wait4
        syscall
        test    rax, rax
        js      failed
        movzx   edi, byte ptr [DATA + 25]
        mov     ebx, [DATA + 24]
        and     ebx, 0x7f
        jz      exit
        mov     eax, 39                 # getpid
        syscall
        mov     edi, eax
        mov     esi, ebx
        mov     eax, 62                 # kill
        syscall
failed:
        mov     edi, 70
exit:
        mov     eax, 231                # exit_group
        syscall
